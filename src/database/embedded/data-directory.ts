import { createHash } from 'node:crypto';
import { chmod, chown, mkdir, readFile, readdir, realpath, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { canReach, type ServerAccount } from './server-account.js';

/** Every path of one data directory. PostgreSQL's own files lie in `root`; ours in `root/service`. */
export interface DataDirectory {
  /** What EMBEDDED_DATA_DIR says, for messages. */
  readonly name: string;
  readonly root: string;
  readonly versionFile: string;
  readonly postmasterFile: string;
  readonly service: string;
  readonly startLock: string;
  readonly portFile: string;
  readonly passwordFile: string;
  readonly logFile: string;
  /** Where new clusters are made, each in a directory of its own, before the files of one move into `root`. */
  readonly staging: string;
}

/** Where data and programs go when the server's account cannot reach the project, best first. */
const SHARED_ROOTS = ['/var/lib/billing-service', join(tmpdir(), 'billing-service')];

/** Entries that initdb makes: what may be cleared after a creation that was killed. */
const CLUSTER_ENTRY = /^(base|global|pg_\w+(\.conf)?|postgresql(\.auto)?\.conf|PG_VERSION)$/;
const OWN_ENTRIES = ['service', '.initdb', 'lost+found'];

/** Makes the directory (nothing is in it yet after a first call) and gives it to the server's account. */
export async function openDataDirectory(
  dataDir: string,
  account: ServerAccount | null,
): Promise<DataDirectory> {
  const root =
    account === null || canReach(dataDir, account) ? dataDir : await reachableStandIn(dataDir, account);
  await makeDirectory(root, 0o700);
  // An existing directory may be open to others, which PostgreSQL refuses.
  await chmod(root, 0o700);
  const directory = layoutOf(dataDir, await realpath(root));
  await makeDirectory(directory.service, 0o700);
  // An existing cluster keeps its owner: PostgreSQL insists that its user owns it.
  if (!(await exists(directory.versionFile))) await handOver([directory.root, directory.service], account);
  return directory;
}

/** Whether the directory, or what stands in for it, holds a database. Makes nothing. */
export async function isCreated(dataDir: string): Promise<boolean> {
  const standIns = SHARED_ROOTS.map((root) => standInOf(root, dataDir));
  const places = [dataDir, ...standIns].map((root) => layoutOf(dataDir, root).versionFile);
  return (await Promise.all(places.map(exists))).includes(true);
}

/** Only for data that are not there yet: a start must never look as if existing data had gone. */
async function reachableStandIn(dataDir: string, account: ServerAccount): Promise<string> {
  const entries = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  if (entries.length > 0) {
    throw new EmbeddedPostgresError(
      `EMBEDDED_DATA_DIR ${dataDir} holds files where ${account.name}, as whom PostgreSQL runs for root, cannot pass: ` +
        'make the directories above it passable (chmod o+x) or choose another directory.',
    );
  }
  return standInOf(await sharedRoot(), dataDir);
}

function standInOf(sharedRoot: string, dataDir: string): string {
  return join(sharedRoot, hashOf(dataDir), 'postgres');
}

/** Where programs are copied to: beside the data, or where every checkout of this machine shares them. */
export async function binariesRoot(dataDir: string, account: ServerAccount | null): Promise<string> {
  return account === null ? join(dirname(dataDir), 'programs') : sharedRoot();
}

/** True when a cluster is there; refuses one of another major version and files that are not ours. */
export async function holdsCluster(directory: DataDirectory, majorVersion: string): Promise<boolean> {
  const version = await readFile(directory.versionFile, 'utf8').catch(() => null);
  if (version === null) return false;
  if (version.trim() === majorVersion) return true;
  throw new EmbeddedPostgresError(
    `EMBEDDED_DATA_DIR ${directory.name} holds data of PostgreSQL ${version.trim()} and this version runs ` +
      `PostgreSQL ${majorVersion}: choose another directory, or move the data over with pg_upgrade first.`,
  );
}

/** What a killed creation left; refuses a directory in which somebody else keeps files. */
export async function leftovers(directory: DataDirectory): Promise<string[]> {
  const entries = (await readdir(directory.root)).filter((name) => !OWN_ENTRIES.includes(name));
  const isInterrupted = await exists(directory.staging);
  const foreign = entries.find((name) => !isInterrupted || !CLUSTER_ENTRY.test(name));
  if (foreign === undefined) return entries.map((name) => join(directory.root, name));
  throw new EmbeddedPostgresError(
    `EMBEDDED_DATA_DIR ${directory.name} holds files that are no PostgreSQL data (${foreign}): ` +
      'choose an empty or a new directory.',
  );
}

/** Gives files to the account that the server runs as. */
export async function handOver(paths: readonly string[], account: ServerAccount | null): Promise<void> {
  if (account === null) return;
  for (const path of paths) await chown(path, account.uid, account.gid);
}

function layoutOf(name: string, root: string): DataDirectory {
  const service = join(root, 'service');
  return {
    name,
    root,
    versionFile: join(root, 'PG_VERSION'),
    postmasterFile: join(root, 'postmaster.pid'),
    service,
    startLock: join(service, 'start.lock'),
    portFile: join(service, 'port'),
    passwordFile: join(service, 'passwords.json'),
    logFile: join(service, 'postgres.log'),
    staging: join(root, '.initdb'),
  };
}

/**
 * With its parents, which the server's account can pass through whatever root's umask. One by one: Node's own recursive
 * mkdir never returns where the system answers ENOENT under an existing directory (/proc).
 */
async function makeDirectory(path: string, mode: number): Promise<void> {
  if (await exists(path)) return;
  await makeDirectory(dirname(path), 0o755);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    // Another start on the same path was faster.
    if (!(await exists(path))) throw error;
    return;
  }
  if (process.getuid?.() === 0) await chmod(path, mode);
}

/** A predictable name under /tmp could be somebody else's: only a directory of ours is used. */
async function sharedRoot(): Promise<string> {
  for (const root of SHARED_ROOTS) {
    try {
      await makeDirectory(root, 0o755);
      const { uid } = await stat(root);
      if (uid !== process.getuid?.()) continue;
      await chmod(root, 0o755);
      return root;
    } catch {
      // Not writable here; the next may be.
    }
  }
  throw new EmbeddedPostgresError(
    `The unprivileged user of PostgreSQL cannot reach EMBEDDED_DATA_DIR, and neither ${SHARED_ROOTS.join(' nor ')} ` +
      'can be used instead: set EMBEDDED_DATA_DIR to a directory that every user can pass to.',
  );
}

function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
