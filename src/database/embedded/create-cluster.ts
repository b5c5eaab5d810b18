import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createPasswords, ROLE_NAMES } from './credentials.js';
import { handOver, leftovers, type DataDirectory } from './data-directory.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import type { ServerAccount } from './server-account.js';
import { SERVER_ENVIRONMENT, type ServerBinaries } from './server-binaries.js';

/**
 * Makes the cluster aside and moves it in with PG_VERSION last: a directory with that file holds a whole cluster,
 * whenever we are killed. (The directory itself is not replaced, because it may be a mount.)
 */
export async function createCluster(
  directory: DataDirectory,
  binaries: ServerBinaries,
  account: ServerAccount | null,
): Promise<void> {
  for (const path of await leftovers(directory)) await rm(path, { recursive: true });
  await clearStaging(directory);
  // In a directory that no creation had before: the initdb of a killed start may still be at work in its own.
  const cluster = join(directory.staging, randomUUID());
  for (const path of [directory.staging, cluster]) await mkdir(path, { mode: 0o700 });
  const passwords = await createPasswords(directory);
  const passwordFile = join(directory.service, 'initdb-password');
  try {
    await writeFile(passwordFile, passwords.admin, { mode: 0o600 });
    await handOver([directory.staging, cluster, passwordFile], account);
    await initdb({ directory, cluster, passwordFile }, binaries, account);
  } finally {
    await rm(passwordFile, { force: true });
  }
  const names = (await readdir(cluster)).filter((name) => name !== 'PG_VERSION');
  for (const name of [...names, 'PG_VERSION']) {
    await rename(join(cluster, name), join(directory.root, name));
  }
  await clearStaging(directory);
}

/** Again and again while an initdb still adds to it, which then finds nothing under its feet and ends. */
async function clearStaging({ staging }: DataDirectory): Promise<void> {
  await rm(staging, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

interface Creation {
  readonly directory: DataDirectory;
  /** Where initdb makes it. */
  readonly cluster: string;
  readonly passwordFile: string;
}

async function initdb(
  { directory, cluster, passwordFile }: Creation,
  binaries: ServerBinaries,
  account: ServerAccount | null,
): Promise<void> {
  const child = spawn(
    binaries.initdb,
    [
      `--pgdata=${cluster}`,
      `--username=${ROLE_NAMES.admin}`,
      `--pwfile=${passwordFile}`,
      '--auth-host=scram-sha-256',
      '--auth-local=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
    {
      uid: account?.uid,
      gid: account?.gid,
      // Not the data's: who works there is taken for the server.
      cwd: cluster,
      env: SERVER_ENVIRONMENT,
      // Out of reach of a Ctrl-C, which would leave half a cluster.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  const [complaint, status] = await Promise.all([
    text(child.stderr),
    new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve)),
  ]);
  if (status === 0) return;
  const isFull = /No space left|Disk quota|could not extend|wrote only/.test(complaint);
  throw new EmbeddedPostgresError(
    isFull
      ? `EMBEDDED_DATA_DIR ${directory.name} is on a full disk: free some space or choose another directory.`
      : `PostgreSQL could not create its data in EMBEDDED_DATA_DIR ${directory.name} ` +
          `(${firstError(complaint)}): choose another directory or set DATABASE_URL.`,
  );
}

function firstError(complaint: string): string {
  const lines = complaint.trim().split('\n');
  return (lines.find((line) => /error|fatal/i.test(line)) ?? lines.at(-1) ?? '').trim();
}
