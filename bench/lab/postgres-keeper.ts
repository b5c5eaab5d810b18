/**
 * A process that runs one throw-away PostgreSQL in the directory it is given as argument, and removes server and directory when the benchmark
 * ends, however it ends.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectAdmin, isNotAccepting } from '../../src/database/embedded/admin-client.js';
import { createCluster } from '../../src/database/embedded/create-cluster.js';
import { connectionUrl, readPasswords, type Passwords } from '../../src/database/embedded/credentials.js';
import { binariesRoot, openDataDirectory } from '../../src/database/embedded/data-directory.js';
import { ensureDatabase } from '../../src/database/embedded/database-roles.js';
import { choosePort } from '../../src/database/embedded/port.js';
import { serverAccountFor } from '../../src/database/embedded/server-account.js';
import { prepareBinaries, SERVER_ENVIRONMENT } from '../../src/database/embedded/server-binaries.js';
import type { PostgresAddress } from './postgres-address.js';
import { benchServerArguments } from './postgres-settings.js';
import { serveParent } from './serve-parent.js';

const START_TIMEOUT_MS = 60_000;

const directory = process.argv[2] as string;
let server: ChildProcess | null = null;
/** The last it said. */
let complaints = '';

async function start(): Promise<PostgresAddress> {
  const dataDir = join(directory, 'postgres');
  const account = serverAccountFor(dataDir);
  const data = await openDataDirectory(dataDir, account);
  const binaries = await prepareBinaries(account, () => binariesRoot(dataDir, account));
  await createCluster(data, binaries, account);
  const passwords = await readPasswords(data);
  const port = await choosePort(data);
  server = spawn(binaries.postgres, benchServerArguments(data.root, port), {
    ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    cwd: data.root,
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  server.stderr?.on(
    'data',
    (chunk: Buffer) => (complaints = `${complaints}${chunk.toString()}`.slice(-2_000)),
  );
  await answering(passwords, port);
  await ensureDatabase(passwords, port);
  return {
    adminUrl: connectionUrl('admin', passwords, port),
    ownerUrl: connectionUrl('owner', passwords, port),
    serviceUrl: connectionUrl('service', passwords, port),
    dataDirectory: data.root,
    pid: server.pid as number,
  };
}

async function answering(passwords: Passwords, port: number): Promise<void> {
  for (const deadline = Date.now() + START_TIMEOUT_MS; ; await delay(50)) {
    if (server?.exitCode !== null) throw new Error(`it ended at its start: ${complaints}`);
    try {
      await (await connectAdmin(passwords, port, 'postgres')).end();
      return;
    } catch (error) {
      if (!isNotAccepting(error) || Date.now() > deadline) throw error;
    }
  }
}

async function stop(): Promise<void> {
  if (server !== null && server.exitCode === null && server.signalCode === null) {
    const ended = once(server, 'exit');
    // At once, without a checkpoint: nothing in it is worth keeping.
    server.kill('SIGQUIT');
    await ended;
  }
  await rm(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
serveParent({ start }, stop);
