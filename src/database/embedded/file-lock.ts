import { randomUUID } from 'node:crypto';
import { readFile, rename, rm, link, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { codeOf } from './error-code.js';
import { isProcessAlive, processBirth } from './process-liveness.js';

const POLL_MS = 50;

/**
 * Runs the work while no other process runs work under the same lock file. The file names its holder; a holder that
 * was killed loses the lock to the next who asks.
 */
export async function withFileLock<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const token = `${process.pid} ${await processBirth(process.pid)} ${randomUUID()}`;
  await acquire(path, token, Date.now() + waitMs);
  try {
    return await work();
  } finally {
    if ((await contentOf(path)) === token) await rm(path, { force: true });
  }
}

async function acquire(path: string, token: string, deadline: number): Promise<void> {
  while (!(await create(path, token))) {
    const holder = await contentOf(path);
    if (holder !== null && !(await isHeld(holder))) await removeStale(path, holder);
    else if (Date.now() > deadline) {
      throw new EmbeddedPostgresError(
        `Process ${holder?.split(' ')[0] ?? '?'} is still starting the embedded PostgreSQL: wait for it or end it, ` +
          `then remove ${path} if it is still there.`,
      );
    } else await sleep(POLL_MS);
  }
}

/** Written apart and linked into place, so that nobody ever reads a lock without its holder. */
async function create(path: string, token: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, token, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

async function isHeld(holder: string): Promise<boolean> {
  const [pid, birth] = holder.split(' ');
  return (await isProcessAlive(Number(pid))) && (await processBirth(Number(pid))) === birth;
}

/** Two may find the same stale lock: who moves away the other's fresh one puts it back. */
async function removeStale(path: string, holder: string): Promise<void> {
  const grave = `${path}.${randomUUID()}`;
  try {
    await rename(path, grave);
    if ((await contentOf(grave)) !== holder) await link(grave, path);
  } catch {
    // Somebody else was faster; the next round sees what is there now.
  } finally {
    await rm(grave, { force: true });
  }
}

async function contentOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
