import { isConnectionFailure, sqlState } from './postgres-errors.js';

/** The database cannot be used as it is. The message is one sentence that names the variable and the remedy. */
export class DatabaseSetupError extends Error {
  override readonly name = 'DatabaseSetupError';
}

/** Which connection failed, without its password. */
export interface Endpoint {
  /** The variable that names it. */
  readonly variable: string;
  readonly url: string;
}

/** The sentence for a connection that could not be made; errors of another kind come back as they are. */
export function explainConnectFailure(error: unknown, endpoint: Endpoint): unknown {
  const sentence = sentenceFor(error, endpoint);
  return sentence === null ? error : new DatabaseSetupError(sentence, { cause: error });
}

function sentenceFor(error: unknown, { variable, url }: Endpoint): string | null {
  const { host, user, database } = partsOf(url);
  const state = sqlState(error) ?? '';
  const message = error instanceof Error ? error.message : String(error);
  switch (state) {
    case '28P01':
      return `${variable}: Postgres at ${host} refuses the password of ${user}; correct user and password in the URL.`;
    case '28000':
      return `${variable}: Postgres at ${host} refuses ${user} (${message}); allow it in pg_hba.conf, or set DATABASE_TLS=require if it wants TLS.`;
    case '3D000':
      return `${variable}: Postgres at ${host} has no database ${database}; create it or correct the URL.`;
    case '53300':
      return `${variable}: Postgres at ${host} has no connection left; raise its max_connections or lower DATABASE_POOL_SIZE.`;
  }
  if (message.includes('does not support SSL')) {
    return `DATABASE_TLS: Postgres at ${host} does not speak TLS; set DATABASE_TLS=off or switch TLS on there.`;
  }
  if (isCertificateProblem(state)) {
    return `DATABASE_CA_FILE: the certificate of Postgres at ${host} cannot be verified (${state}); name its authority's PEM file, or set DATABASE_TLS=require to accept any.`;
  }
  if (isConnectionFailure(error)) {
    const reason = state || message;
    return `${variable}: no Postgres answers at ${host} (${reason}); start it or correct the address in the URL.`;
  }
  return null;
}

function isCertificateProblem(code: string): boolean {
  return code.includes('CERT') || code.startsWith('ERR_TLS') || code.startsWith('UNABLE_TO_');
}

function partsOf(text: string): { host: string; user: string; database: string } {
  const url = new URL(text);
  return {
    host: url.host || 'the local socket',
    user: decodeURIComponent(url.username) || 'the default user',
    database: decodeURIComponent(url.pathname.slice(1)),
  };
}
