/** `npm run upgrade-set`: compiles test/upgrade/write-set.ts beside the service and runs it on a throw-away Postgres. */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startThrowawayPostgres } from './throwaway-postgres.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const compiler = [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.upgrade.json`];
const compiled = spawnSync(process.execPath, compiler, { cwd: root, stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

const postgres = await startThrowawayPostgres();
try {
  const main = `${root}.build/upgrade/test/upgrade/write-set.js`;
  const writer = spawn(process.execPath, ['--enable-source-maps', main], {
    cwd: root,
    env: { ...process.env, ENV: 'test', TEST_POSTGRES_URL: postgres.url },
    stdio: 'inherit',
  });
  const [code] = await once(writer, 'exit');
  process.exitCode = code ?? 1;
} finally {
  await postgres.stop();
}
