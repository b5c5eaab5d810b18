import { codeOf } from './error-code.js';

/** The embedded server cannot run. The message is one sentence for the operator: what is wrong and what to do. */
export class EmbeddedPostgresError extends Error {
  override readonly name = 'EmbeddedPostgresError';
}

/** Codes that the operator can do something about, each with the remedy. */
const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: 'is not accessible to this user: make it writable or choose another directory',
  EPERM: 'is not accessible to this user: make it writable or choose another directory',
  EROFS: 'is on a read-only file system: choose a writable directory',
  ENOSPC: 'is on a full disk: free some space or choose another directory',
  // PostgreSQL's own word for it.
  '53100': 'is on a full disk: free some space or choose another directory',
  EDQUOT: 'is over its disk quota: free some space or choose another directory',
  ENOENT: 'cannot be made there: choose another path',
  ENOTDIR: 'is not a directory: choose another path',
  ELOOP: 'is a link to itself: choose another path',
  ENAMETOOLONG: 'is too long for a path: choose another',
};

/** Says in one sentence which directory failed and why; what is not about files is passed on unchanged. */
export function directoryError(dataDir: string, error: unknown): unknown {
  const code = codeOf(error);
  const remedy = REMEDIES[code];
  if (remedy === undefined) return error;
  return new EmbeddedPostgresError(`EMBEDDED_DATA_DIR ${dataDir} ${remedy} (${code}).`, { cause: error });
}
