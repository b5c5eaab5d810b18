import { realpath, rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { connectAdmin, isNotAccepting } from './admin-client.js';
import type { Passwords } from './credentials.js';
import type { DataDirectory } from './data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { readPostmaster, type Postmaster } from './postmaster-file.js';
import { isProcessAlive, processesIn, worksIn } from './process-liveness.js';
import { stillInUse } from './server-process.js';

const POLL_MS = 100;
/** How long a server that is starting, recovering or stopping may keep us waiting. */
const ANSWER_TIMEOUT_MS = 120_000;
/** Backends notice within moments that their postmaster was killed. */
const ORPHAN_TIMEOUT_MS = 8_000;

/**
 * The server that runs on this directory, proven by asking it; null when there is none. A postmaster.pid of a
 * process that is no PostgreSQL on this directory (its id was given anew) is removed, because PostgreSQL itself
 * would refuse to start over it.
 */
export async function findLiveServer(
  directory: DataDirectory,
  passwords: Passwords,
): Promise<Postmaster | null> {
  for (const deadline = Date.now() + ANSWER_TIMEOUT_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    const server = await readPostmaster(directory);
    // The file of a dead process stays: PostgreSQL reads from it whether orphaned backends are still at work.
    if (server === null || !(await isProcessAlive(server.pid))) return null;
    const isHere = await worksIn(server.pid, directory.root);
    const answer = isHere === false ? 'foreign' : await ask(directory, passwords, server);
    if (answer === 'ours') return server;
    if (answer === 'foreign') {
      await waitForOrphans(directory);
      await rm(directory.postmasterFile, { force: true });
      return null;
    }
  }
  throw new EmbeddedPostgresError(stillInUse(directory));
}

async function ask(
  directory: DataDirectory,
  passwords: Passwords,
  server: Postmaster,
): Promise<'ours' | 'foreign' | 'silent'> {
  try {
    const client = await connectAdmin(passwords, server.port, 'postgres');
    const { rows } = await client.query<{ data_directory: string }>('SHOW data_directory');
    await client.end();
    return rows[0] && (await isSame(rows[0].data_directory, directory.root)) ? 'ours' : 'foreign';
  } catch (error) {
    // Starting, recovering or stopping: it will tell us later.
    if (isNotAccepting(error)) return 'silent';
    throw new EmbeddedPostgresError(
      `The PostgreSQL on EMBEDDED_DATA_DIR ${directory.name} (process ${server.pid}) does not take the passwords in ` +
        `${directory.passwordFile}: restore that file, or stop the process and choose another directory.`,
      { cause: error },
    );
  }
}

/** Without their postmaster.pid nothing would keep a new server from running beside orphans of the old one. */
async function waitForOrphans(directory: DataDirectory): Promise<void> {
  for (const deadline = Date.now() + ORPHAN_TIMEOUT_MS; Date.now() < deadline; await sleep(POLL_MS)) {
    if ((await processesIn(directory.root)).length === 0) return;
  }
  throw new EmbeddedPostgresError(stillInUse(directory));
}

async function isSame(a: string, b: string): Promise<boolean> {
  return (await realpath(a).catch(() => a)) === (await realpath(b));
}
