/** `node scripts/run.mjs NAME [arguments]`: runs a command of src/cli from the build, building first if it is stale. */
import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Who reads no further (`| head`) ends nothing: the work is done all the same, and the exit code says how it went. */
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const [name, ...commandArguments] = process.argv.slice(2);

/** An image has the build and no sources: nothing to compare it with. */
if (existsSync(new URL('../src', import.meta.url))) {
  const { buildIfStale } = await import('./build.mjs');
  await buildIfStale();
}

const entry = [`../dist/src/cli/${name}.js`, `../dist/src/cli/${name}/main.js`]
  .map((path) => fileURLToPath(new URL(path, import.meta.url)))
  .find((path) => existsSync(path));

if (name === undefined || entry === undefined) {
  process.stderr.write(`There is no command "${name ?? ''}" in src/cli.\n`);
  process.exitCode = 1;
} else {
  process.argv.splice(1, process.argv.length - 1, entry, ...commandArguments);
  await import(pathToFileURL(entry).href);
}
