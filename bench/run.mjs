/** `npm run bench -- [options]`: builds the service if stale, compiles the benchmark beside it, and runs it. */
import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../scripts/build.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

await buildIfStale();
// Out of dist, which is the service and nothing else.
const compiler = [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.bench.json`];
const compiled = spawnSync(process.execPath, compiler, { cwd: root, stdio: 'inherit' });
if (compiled.status !== 0) process.exit(compiled.status ?? 1);

const main = `${root}.build/bench/bench/main.js`;
const bench = spawn(process.execPath, ['--enable-source-maps', main, ...process.argv.slice(2)], {
  cwd: root,
  // The channel tells it when this process is killed.
  stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
});
// The benchmark ends what it started by itself; this process only waits for it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => bench.kill(signal));
bench.once('exit', (code) => process.exit(code ?? 1));
