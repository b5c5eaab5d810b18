/**
 * `npm start`: builds if something changed, then is the service: one process, so that every signal arrives.
 */
import { BuildError, buildIfStale } from './build.mjs';

try {
  await buildIfStale();
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  console.error(error.message);
  process.exit(1);
}
process.setSourceMapsEnabled(true);
await import('../dist/src/main.js');
