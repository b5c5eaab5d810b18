import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { DomainError, refuse } from '../domain/problems.js';
import { RequestContext, runInRequest } from '../observability/request-context.js';
import { logAccess } from './access-log.js';
import { readJsonBody, type RequestWithBody } from './body/body-reader.js';
import type { Draining } from './draining.js';
import { isWrite, requestKeyOf } from './idempotency/request-key.js';
import { refuseUnstorableUrl } from './request-url.js';

type Next = (error?: unknown) => void;

export interface EdgeOptions {
  readonly draining: Draining;
  readonly logger: Logger;
  readonly bodyLimitBytes: number;
}

/**
 * What happens to every request before Nest sees it, in node's own terms so that any adapter can carry it: its id,
 * its access line, the refusal while draining, its idempotency key, its body.
 */
export function edge(options: EdgeOptions) {
  return (request: RequestWithBody, response: ServerResponse, next: Next): void => {
    const context = new RequestContext(requestIdOf(request), response);
    response.setHeader('X-Request-Id', context.requestId);
    const path = pathOf(request);
    options.draining.enter();
    response.once('close', () => {
      options.draining.leave();
      logAccess(options.logger, request, response, context, path);
    });
    prepare(request, context, path, options).then(
      () => runInRequest(context, next),
      (error: unknown) => {
        leaveUnreadBody(request, response);
        runInRequest(context, () => next(error));
      },
    );
  };
}

async function prepare(
  request: RequestWithBody,
  context: RequestContext,
  path: string,
  options: EdgeOptions,
): Promise<void> {
  if (isWrite(request.method ?? 'GET', path)) {
    context.requestKey = requestKeyOf(request);
    context.response.setHeader('Idempotency-Key', context.requestKey.key);
  }
  refuseWhileDraining(options.draining, context, path);
  refuseUnstorableUrl(request.url ?? '/');
  await readJsonBody(request, options.bodyLimitBytes);
}

/** Liveness is answered to the end: a process that drains is alive. */
function refuseWhileDraining(draining: Draining, context: RequestContext, path: string): void {
  if (!draining.isShuttingDown) return;
  context.response.setHeader('Connection', 'close');
  if (path === '/health' || path === '/api/v1/billing/health') return;
  throw new DomainError(refuse('shutting_down', 'The service is shutting down: try again'));
}

/** What the client goes on sending would be read as its next request: the answer is the connection's last. */
function leaveUnreadBody(request: IncomingMessage, response: ServerResponse): void {
  if (!request.readableEnded && !request.complete) response.setHeader('Connection', 'close');
}

function pathOf(request: IncomingMessage): string {
  const url = request.url ?? '/';
  const query = url.indexOf('?');
  return query < 0 ? url : url.slice(0, query);
}

const REQUEST_ID_SHAPE = /^[\w.:/+=@-]{1,128}$/;

/** The caller's id where it is short and plain, so that logs can be followed across services. */
function requestIdOf(request: IncomingMessage): string {
  const sent = request.headers['x-request-id'];
  return typeof sent === 'string' && REQUEST_ID_SHAPE.test(sent) ? sent : randomUUID();
}
