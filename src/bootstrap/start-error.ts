import { ConfigurationError } from '../config/configuration-error.js';
import { DatabaseSetupError } from '../database/errors/database-setup-error.js';
import { EmbeddedPostgresError } from '../database/embedded/embedded-postgres-error.js';

/** The service cannot start here. The message is one sentence that names the variable and the remedy. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/** Why a start failed, in the operator's words; null when it is a fault of ours, whose stack must be seen. */
export function sentenceOf(error: unknown): string | null {
  const isExplained =
    error instanceof StartError ||
    error instanceof ConfigurationError ||
    error instanceof DatabaseSetupError ||
    error instanceof EmbeddedPostgresError;
  return isExplained ? error.message : null;
}

/** Says what to do about an address that cannot be listened on; errors of another kind come back as they are. */
export function explainListenFailure(error: unknown, host: string, port: number): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const sentence = listenSentences(host, port)[code];
  return sentence === undefined ? error : new StartError(sentence, { cause: error });
}

function listenSentences(host: string, port: number): Readonly<Record<string, string>> {
  const noSuchHost = `BILLING_SERVICE_SERVICE_HOST: ${host} is no address of this machine; set 127.0.0.1 or 0.0.0.0.`;
  return {
    EADDRINUSE:
      `BILLING_SERVICE_PORT: port ${port} on ${host} is taken by another process; ` +
      'stop that process or set BILLING_SERVICE_PORT to a free port.',
    EACCES:
      `BILLING_SERVICE_PORT: this user may not listen on port ${port}; ` +
      'set BILLING_SERVICE_PORT to a port above 1023.',
    EADDRNOTAVAIL: noSuchHost,
    ENOTFOUND: noSuchHost,
    EAI_AGAIN: noSuchHost,
  };
}
