/**
 * `npm run soak`: the suites that draw lots, at ten times the size that they have in `npm test` and more. Their counts
 * and seeds are printed once more at the end; exits 1 on a failure. FAULT_ROUNDS, PROPERTY_RUNS and UPSTREAM_CHARGES
 * change the sizes.
 */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SIZES = { FAULT_ROUNDS: '10', PROPERTY_RUNS: '1000', UPSTREAM_CHARGES: '10000' };
const SUITES = ['test/e2e/money/faults', 'test/e2e/integrations', 'test/medium/property'];
/** What a suite says of its run: counts, and the seed to see it again. */
const COUNTS =
  /SEED=\d+|^seed \d+|\b(lost|doubled|charged twice|taken outside|settled) \d+|^Charges outside|\b(struck|records): /;

const root = fileURLToPath(new URL('..', import.meta.url));
const tests = spawn(process.execPath, [`${root}scripts/test.mjs`, ...SUITES, '--runInBand'], {
  cwd: root,
  env: { ...SIZES, ...process.env },
  stdio: ['ignore', 'inherit', 'pipe'],
});
// The tests end what they started by themselves; this process only waits for them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => tests.kill(signal));

const counts = [];
createInterface({ input: tests.stderr }).on('line', (line) => {
  process.stderr.write(`${line}\n`);
  if (COUNTS.test(line)) counts.push(line.trim());
});
tests.once('close', (code) => {
  const sizes = Object.keys(SIZES).map((name) => `${name}=${process.env[name] ?? SIZES[name]}`);
  process.stdout.write(`\nSoak (${sizes.join(', ')}):\n${[...new Set(counts)].join('\n')}\n`);
  process.exitCode = code === 0 ? 0 : 1;
});
