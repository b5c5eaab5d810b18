import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAdmin, isNotAccepting } from './admin-client.js';
import type { Passwords } from './credentials.js';
import type { DataDirectory } from './data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { readPostmaster } from './postmaster-file.js';
import { isProcessAlive } from './process-liveness.js';
import type { ServerAccount } from './server-account.js';
import { SERVER_ENVIRONMENT, type ServerBinaries } from './server-binaries.js';
import { fatalLines, openServerLog } from './server-log.js';
import { serverArguments } from './server-settings.js';

/** Recovery after a crash reads up to max_wal_size of log before the server answers. */
const READY_TIMEOUT_MS = 120_000;
const POLL_MS = 40;
/** A fast shutdown writes one checkpoint; past this the next start recovers instead. */
const FAST_STOP_MS = 7_000;
const IMMEDIATE_STOP_MS = 2_000;

/** Why a launch failed, as far as the next step depends on it. */
export type LaunchFailure = {
  readonly kind: 'port-taken' | 'still-in-use' | 'other';
  readonly sentence: string;
};

/** Starts the server in a process group of its own and waits until it answers; null when it does. */
export async function launchServer(
  directory: DataDirectory,
  binaries: ServerBinaries,
  account: ServerAccount | null,
  passwords: Passwords,
  port: number,
): Promise<LaunchFailure | null> {
  const log = await openServerLog(directory);
  const server = spawn(binaries.postgres, serverArguments(directory.root, port), {
    uid: account?.uid,
    gid: account?.gid,
    cwd: directory.root,
    env: SERVER_ENVIRONMENT,
    detached: true,
    stdio: ['ignore', log.file.fd, log.file.fd],
  });
  const ended = new Promise<true>((resolve) =>
    server.once('error', () => resolve(true)).once('exit', () => resolve(true)),
  );
  server.unref();
  try {
    if (await answers(server, ended, passwords, port)) return null;
    return failureOf(directory, await fatalLines(directory, log.startsAt));
  } finally {
    await log.file.close();
  }
}

/** Ends the server in an orderly way; true when it is gone. */
export async function stopServer(directory: DataDirectory): Promise<boolean> {
  const server = await readPostmaster(directory);
  if (server === null) return true;
  for (const [signal, waitMs] of [
    ['SIGINT', FAST_STOP_MS],
    ['SIGQUIT', IMMEDIATE_STOP_MS],
  ] as const) {
    signalProcess(server.pid, signal);
    if (await isGone(directory, server.pid, waitMs)) return true;
  }
  return false;
}

async function answers(
  server: ChildProcess,
  ended: Promise<true>,
  passwords: Passwords,
  port: number,
): Promise<boolean> {
  for (const deadline = Date.now() + READY_TIMEOUT_MS; Date.now() < deadline;) {
    try {
      await (await connectAdmin(passwords, port, 'postgres')).end();
      return true;
    } catch (error) {
      if (!isNotAccepting(error)) {
        // Somebody else listens on the port: ours has failed to bind or is about to say so.
        if (server.pid !== undefined) signalProcess(server.pid, 'SIGINT');
        await ended;
        return false;
      }
    }
    if (await Promise.race([ended, sleep(POLL_MS, false)])) return false;
  }
  if (server.pid !== undefined) signalProcess(server.pid, 'SIGQUIT');
  return false;
}

function failureOf(directory: DataDirectory, lines: string[]): LaunchFailure {
  const words = lines.join(' ');
  if (/could not bind|could not create any TCP/.test(words)) return { kind: 'port-taken', sentence: words };
  if (/pre-existing shared memory|lock file .* already exists/.test(words)) {
    return { kind: 'still-in-use', sentence: stillInUse(directory) };
  }
  if (/No space left|Disk quota|could not extend|wrote only/.test(words)) {
    const sentence = `EMBEDDED_DATA_DIR ${directory.name} is on a full disk: free some space, then start again.`;
    return { kind: 'other', sentence };
  }
  const reason = lines[0] ?? 'it gave no reason';
  return {
    kind: 'other',
    sentence:
      `PostgreSQL did not start on EMBEDDED_DATA_DIR ${directory.name} (${reason}): ` +
      `see ${directory.logFile}, or choose another directory.`,
  };
}

export function stillInUse(directory: DataDirectory): string {
  return (
    `EMBEDDED_DATA_DIR ${directory.name} is in use by a PostgreSQL that does not answer: ` +
    `end the process named in ${directory.postmasterFile}, then start again.`
  );
}

async function isGone(directory: DataDirectory, pid: number, waitMs: number): Promise<boolean> {
  for (const deadline = Date.now() + waitMs; Date.now() < deadline; await sleep(POLL_MS)) {
    if (!(await isProcessAlive(pid))) return true;
    if ((await readPostmaster(directory))?.pid !== pid && process.platform !== 'linux') return true;
  }
  return false;
}

function signalProcess(pid: number, signal: 'SIGINT' | 'SIGQUIT'): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The PostgreSQL process ${pid} cannot be stopped by this user: stop it yourself.`,
      {
        cause: error,
      },
    );
  }
}
