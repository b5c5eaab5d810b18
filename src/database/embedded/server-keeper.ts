import { setTimeout as sleep } from 'node:timers/promises';
import { isNotAccepting } from './admin-client.js';
import { createCluster } from './create-cluster.js';
import { readPasswords, type Passwords } from './credentials.js';
import { holdsCluster, type DataDirectory } from './data-directory.js';
import { ensureDatabase } from './database-roles.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { withFileLock } from './file-lock.js';
import { findLiveServer } from './live-server.js';
import { choosePort, keepPort } from './port.js';
import type { ServerAccount } from './server-account.js';
import type { ServerBinaries } from './server-binaries.js';
import { launchServer, stillInUse } from './server-process.js';
import { ServerSession } from './server-session.js';

const START_LOCK_WAIT_MS = 150_000;
/** Orphans of a killed server, or a port that was taken under our hands, are gone on a later attempt. */
const LAUNCH_ATTEMPTS = 20;
const LAUNCH_PAUSE_MS = 250;
/** How long an owner that is just stopping the server may keep us out. */
const JOIN_TIMEOUT_MS = 30_000;
const JOIN_PAUSE_MS = 150;

/** What a start needs to know of its place. */
export interface ServerPlace {
  readonly directory: DataDirectory;
  readonly binaries: ServerBinaries;
  readonly account: ServerAccount | null;
}

/** This process on a running server. */
export interface Attachment {
  readonly session: ServerSession;
  readonly passwords: Passwords;
  readonly port: number;
  readonly role: 'owner' | 'guest';
  /** The server ran already and its owner was gone. */
  readonly adopted: boolean;
}

/**
 * Joins the server of this directory, starting it if none runs. `fixedPort` keeps a restarted server where
 * connection pools look for it.
 */
export async function attach(
  place: ServerPlace,
  onLost: () => void,
  fixedPort?: number,
): Promise<Attachment> {
  for (const deadline = Date.now() + JOIN_TIMEOUT_MS; ; await sleep(JOIN_PAUSE_MS)) {
    const attachment = await tryAttach(place, onLost, fixedPort);
    if (attachment !== null) return attachment;
    if (Date.now() > deadline) throw new EmbeddedPostgresError(stillInUse(place.directory));
  }
}

/** Null when the server's owner is just stopping it: the next round finds it gone. */
async function tryAttach(
  place: ServerPlace,
  onLost: () => void,
  fixedPort?: number,
): Promise<Attachment | null> {
  try {
    const { directory } = place;
    const server = await withFileLock(directory.startLock, START_LOCK_WAIT_MS, () =>
      ensureServer(place, fixedPort),
    );
    const session = await ServerSession.open(server.passwords, server.port, onLost);
    if (!(await session.tryJoin())) return await session.close().then(() => null);
    const role = (await session.tryOwn()) ? 'owner' : 'guest';
    return { ...server, session, role, adopted: role === 'owner' && !server.launched };
  } catch (error) {
    if (isNotAccepting(error)) return null;
    throw error;
  }
}

async function ensureServer(
  place: ServerPlace,
  fixedPort?: number,
): Promise<{ passwords: Passwords; port: number; launched: boolean }> {
  const { directory, binaries, account } = place;
  if (!(await holdsCluster(directory, binaries.majorVersion)))
    await createCluster(directory, binaries, account);
  const passwords = await readPasswords(directory);
  const live = await findLiveServer(directory, passwords);
  const port = live?.port ?? (await launch(place, passwords, fixedPort));
  await ensureDatabase(passwords, port);
  return { passwords, port, launched: live === null };
}

async function launch(place: ServerPlace, passwords: Passwords, fixedPort?: number): Promise<number> {
  const { directory, binaries, account } = place;
  for (let attempt = 1; ; attempt++) {
    const port = fixedPort ?? (await choosePort(directory));
    const failure = await launchServer(directory, binaries, account, passwords, port);
    if (failure === null) {
      await keepPort(directory, port);
      return port;
    }
    if (failure.kind === 'other' || attempt === LAUNCH_ATTEMPTS)
      throw new EmbeddedPostgresError(failure.sentence);
    await sleep(LAUNCH_PAUSE_MS);
  }
}
