import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { RequestContext } from './request-context.js';

/** Asked every few seconds by Kubernetes and others: their lines are for debugging. */
const PROBES = new Set(['/health', '/health/detailed', '/api/v1/billing/health', '/metrics']);

/** One line when the answer is out, or the client has gone. The query is left out: it may name people. */
export function logAccess(
  logger: Logger,
  request: IncomingMessage,
  context: RequestContext,
  { path, status, durationMs }: { path: string; status: number; durationMs: number },
): void {
  const level = PROBES.has(path) ? 'debug' : 'info';
  if (!logger.isLevelEnabled(level)) return;
  logger[level](
    {
      request_id: context.requestId,
      context: 'http',
      method: request.method,
      path,
      status,
      duration_ms: Math.round(durationMs * 100) / 100,
    },
    'request',
  );
}
