/** `npm run upgrade-set`: runs test/upgrade/write-set.ts, compiled on the way in, on a throw-away Postgres. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startThrowawayPostgres } from './throwaway-postgres.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const register = new URL('../test/support/typescript/register.mjs', import.meta.url).href;

const postgres = await startThrowawayPostgres();
try {
  const main = `${root}test/upgrade/write-set.ts`;
  const writer = spawn(process.execPath, ['--enable-source-maps', '--import', register, main], {
    cwd: root,
    env: { ...process.env, ENV: 'test', TEST_POSTGRES_URL: postgres.url },
    stdio: 'inherit',
  });
  const [code] = await once(writer, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await postgres.stop();
}
