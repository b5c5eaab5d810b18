import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { chmod, cp, mkdir, readFile, readdir, rename, rm, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { ServerAccount } from './server-account.js';

/** The programs of PostgreSQL in a place where the server's account can run them. */
export interface ServerBinaries {
  readonly directory: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly majorVersion: string;
  /** They could not run where npm put them. */
  readonly copied: boolean;
}

/** What the server inherits: nothing of ours that could change how it speaks or sorts. */
export const SERVER_ENVIRONMENT = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Finds the programs that npm installed. They are copied, once a version, under `copyRoot` where the account cannot
 * reach them or their library links are missing and cannot be made in place.
 */
export async function prepareBinaries(
  account: ServerAccount | null,
  copyRoot: () => Promise<string>,
): Promise<ServerBinaries> {
  const installed = installedDirectory();
  if (await completeLinks(installed)) {
    const inPlace = probe(installed, account, false);
    if (typeof inPlace !== 'string') return inPlace;
  }
  const copy = await copyOf(installed, await copyRoot());
  const binaries = probe(copy, account, true);
  if (typeof binaries !== 'string') return binaries;
  throw new EmbeddedPostgresError(
    `The programs of ${packageName()} do not run on this system (${binaries}): ` +
      'set DATABASE_URL to a PostgreSQL server of your own.',
  );
}

function packageName(): string {
  return `@embedded-postgres/${process.platform}-${process.arch}`;
}

function installedDirectory(): string {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(packageName())), '..', 'native');
  } catch (error) {
    throw new EmbeddedPostgresError(
      `The package ${packageName()} is not installed: run npm ci with optional dependencies, ` +
        'or set DATABASE_URL to a PostgreSQL server of your own.',
      { cause: error },
    );
  }
}

/** The binaries, or in one line why they do not run. */
function probe(directory: string, account: ServerAccount | null, copied: boolean): ServerBinaries | string {
  const postgres = join(directory, 'bin', 'postgres');
  const run = spawnSync(postgres, ['--version'], {
    uid: account?.uid,
    gid: account?.gid,
    cwd: '/',
    encoding: 'utf8',
    env: SERVER_ENVIRONMENT,
    timeout: 5_000,
  });
  const majorVersion = /\(PostgreSQL\) (\d+)/.exec(run.stdout ?? '')?.[1];
  if (run.status !== 0 || majorVersion === undefined) {
    return (run.error?.message ?? run.stderr ?? '').trim().split('\n')[0] || `exit status ${run.status}`;
  }
  return { directory, postgres, initdb: join(directory, 'bin', 'initdb'), majorVersion, copied };
}

/** npm packs no links: the package's install script makes them, unless install scripts were switched off. */
async function completeLinks(directory: string): Promise<boolean> {
  const list = await readFile(join(directory, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(dirname(directory), target);
    try {
      await symlink(relative(dirname(target), source), path);
    } catch {
      // A link that is there already is what we want; one that cannot be made sends us to a copy.
      if (!(await stat(path).catch(() => null))) return false;
    }
  }
  return true;
}

async function copyOf(installed: string, root: string): Promise<string> {
  const manifest: unknown = JSON.parse(await readFile(join(installed, '..', 'package.json'), 'utf8'));
  const version = (manifest as { version: string }).version;
  const home = join(root, `postgresql-${version}`);
  const copy = join(home, 'native');
  if (await stat(copy).catch(() => null)) return copy;

  // The last step is one rename, so that a half-made copy is never taken for a whole one.
  const draft = join(root, `.${basename(home)}-${process.pid}`);
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  await cp(installed, join(draft, 'native'), { recursive: true, verbatimSymlinks: true });
  await completeLinks(join(draft, 'native'));
  await openToReaders(draft);
  await rename(draft, home).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    if (!(await stat(copy).catch(() => null))) throw error;
  });
  return copy;
}

/** A strict umask at the installation would have kept the server's account out. */
async function openToReaders(directory: string): Promise<void> {
  await chmod(directory, 0o755);
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) await openToReaders(path);
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}
