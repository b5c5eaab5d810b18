import { resolve } from 'node:path';
import { binariesRoot, openDataDirectory } from './data-directory.js';
import { EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded-postgres.js';
import { directoryError } from './embedded-postgres-error.js';
import { serverAccountFor } from './server-account.js';
import { prepareBinaries } from './server-binaries.js';

/** Joins or starts the PostgreSQL server of a data directory. Errors are sentences (EmbeddedPostgresError). */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  try {
    const wanted = serverAccountFor(dataDir);
    const directory = await openDataDirectory(dataDir, wanted);
    // Data that were moved out of an unreachable project have their own owner, who need not be today's choice.
    const account = serverAccountFor(directory.root);
    const binaries = await prepareBinaries(account, () => binariesRoot(dataDir, account));
    return await EmbeddedPostgres.join({ directory, account, binaries }, options);
  } catch (error) {
    throw directoryError(dataDir, error);
  }
}
