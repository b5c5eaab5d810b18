/**
 * What a failed statement means, by its SQLSTATE (https://www.postgresql.org/docs/current/errcodes-appendix.html),
 * whether the error comes from node-postgres or wrapped by TypeORM.
 */
export function sqlState(error: unknown): string | null {
  if (typeof error !== 'object' || error === null) return null;
  if ('driverError' in error) return sqlState(error.driverError);
  return 'code' in error && typeof error.code === 'string' ? error.code : null;
}

/** 40001: the transaction lost to a concurrent one; run it again. */
export function isSerializationFailure(error: unknown): boolean {
  return sqlState(error) === '40001';
}

/** 40P01: Postgres ended this transaction to break a circle of waiting ones; run it again. */
export function isDeadlock(error: unknown): boolean {
  return sqlState(error) === '40P01';
}

/** 55P03: a row stayed locked for longer than `lock_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return sqlState(error) === '55P03';
}

/** 57014: the statement ran for longer than `statement_timeout`, or was cancelled. */
export function isQueryCanceled(error: unknown): boolean {
  return sqlState(error) === '57014';
}

export function isUniqueViolation(error: unknown): boolean {
  return sqlState(error) === '23505';
}

/** 42501: the role lacks a right. */
export function isInsufficientPrivilege(error: unknown): boolean {
  return sqlState(error) === '42501';
}

/** 42P01, 3F000: migrations have not run here. */
export function isMissingRelation(error: unknown): boolean {
  const state = sqlState(error);
  return state === '42P01' || state === '3F000';
}

/** 25006: a standby or a read-only database. */
export function isReadOnly(error: unknown): boolean {
  return sqlState(error) === '25006';
}

/** 53100: the server's disk is full; nothing can be written until there is room. */
export function isDiskFull(error: unknown): boolean {
  return sqlState(error) === '53100';
}

const LOST_SOCKET = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

/** node-postgres reports these without a code. */
const LOST_CONNECTION_MESSAGES = [
  /^Connection terminated/,
  /^timeout exceeded when trying to connect/,
  /^Query read timeout/,
  /^Client (was closed|has encountered a connection error) and is not queryable/,
  /^Cannot use a pool after calling end/,
];

/**
 * The connection could not be made or was lost (08xxx, a server that is stopping or starting 57P0x, too many
 * connections 53300, no such database (any more) 3D000, a broken socket). Whether a COMMIT in flight took effect is then unknown.
 */
export function isConnectionFailure(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) {
    return (
      state.startsWith('08') ||
      state.startsWith('57P0') ||
      state === '53300' ||
      state === '3D000' ||
      state === '25P03' ||
      LOST_SOCKET.has(state)
    );
  }
  if (error instanceof AggregateError) return error.errors.some(isConnectionFailure);
  return error instanceof Error && LOST_CONNECTION_MESSAGES.some((pattern) => pattern.test(error.message));
}

/** The database cannot take writes now, for a reason that is not the statement's. */
export function isDatabaseUnavailable(error: unknown): boolean {
  return isConnectionFailure(error) || isReadOnly(error) || isDiskFull(error);
}
