/**
 * `npm test -- [jest arguments]`: builds if stale, starts one throw-away Postgres, runs the suites against it, and
 * leaves no process and no directory behind, whichever way it ends. The last line says `N passed, N failed`.
 */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from './build.mjs';
import { startThrowawayPostgres } from './throwaway-postgres.mjs';

const STOP_TIMEOUT_MS = 25_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const workers = `--maxWorkers=${Math.min(4, Math.max(2, availableParallelism()))}`;
/** The end-to-end suites are timed and kill processes: one at a time. With arguments of your own, one run of all. */
const oneByOne = ['--runInBand', '--testTimeout=180000'];
const runs =
  given.length > 0
    ? [{ options: given }]
    : [
        { options: ['--selectProjects', 'unit', 'medium', workers] },
        { options: ['--selectProjects', 'e2e', ...oneByOne] },
        // What every call answers, once more on the platform that is not the default.
        {
          options: ['test/medium/(http|usage|billing)/', 'test/e2e/(api|docs)/', ...oneByOne],
          env: { HTTP_PLATFORM: 'fastify' },
        },
      ];

let jest = null;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true;
    signalGroup(jest, 'SIGTERM');
  });
}

if (usesTheBuild(given)) await buildIfStale();
if (!interrupted) await test();

/** Only the end-to-end suites do: unit and medium suites that are named by their path need no build. */
function usesTheBuild(options) {
  const paths = options.filter((option) => /^(\.\/)?(src|test|upstreams)\//.test(option));
  return paths.length === 0 || paths.some((path) => path.includes('e2e'));
}

async function test() {
  const postgres = await startThrowawayPostgres();
  const total = { passed: 0, failed: 0 };
  try {
    for (const [index, { options, env = {} }] of runs.entries()) {
      if (interrupted) break;
      const { passed, failed } = await run(
        options,
        { ...env, TEST_POSTGRES_URL: postgres.url },
        join(postgres.directory, `results-${index}.json`),
      );
      total.passed += passed;
      total.failed += failed;
    }
  } finally {
    await postgres.stop();
  }
  if (interrupted) {
    process.exitCode = 130;
    return;
  }
  if (total.failed > 0) process.exitCode = 1;
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
}

/** One jest over the options' suites, and its counts. */
async function run(options, env, outputFile) {
  const flags = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
  const report = ['--json', `--outputFile=${outputFile}`, '--passWithNoTests'];
  jest = spawn(process.execPath, [...flags, 'node_modules/jest/bin/jest.js', ...report, ...options], {
    cwd: root,
    env: { ...process.env, ...env, ENV: 'test' },
    // A group of its own, so that what a killed suite leaves running can be found and ended.
    detached: true,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const code = await new Promise((resolve) => jest.once('exit', resolve));
  await endGroup(jest);
  return countsOf(outputFile, code);
}

/** A suite that could not even be loaded, or a jest that fell over, is a failure too. */
function countsOf(outputFile, code) {
  try {
    const report = JSON.parse(readFileSync(outputFile, 'utf8'));
    const failed = report.numFailedTests + report.numRuntimeErrorTestSuites;
    return { passed: report.numPassedTests, failed: code === 0 ? failed : Math.max(1, failed) };
  } catch {
    return { passed: 0, failed: 1 };
  }
}

function signalGroup(child, signal) {
  if (!child) return false;
  try {
    process.kill(-child.pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** Asks what is left of the group to stop (a service drains and stops its Postgres), then insists. */
async function endGroup(child) {
  if (!signalGroup(child, 'SIGTERM')) return;
  const deadline = Date.now() + STOP_TIMEOUT_MS;
  while (signalGroup(child, 0)) {
    if (Date.now() > deadline) signalGroup(child, 'SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
