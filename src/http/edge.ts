import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { DomainError, refuse } from '../domain/problems/problems.js';
import { logAccess } from './access-log.js';
import { announcesBody, type BodyBounds, readBytes, readJsonBody } from './body/body-reader.js';
import { readsOwnBody, readsSignedBody } from './body/own-body.js';
import type { Draining } from './draining.js';
import { isWrite, requestKeyOf } from './idempotency/request-key.js';
import type { HttpCounts } from './metrics/http-counts.js';
import { type EdgeRequest, RequestContext } from './request-context.js';
import { refuseUnstorableUrl } from './request-url.js';

/** The status of an answer that nobody was there to hear, as nginx has it. */
const CLIENT_GONE = 499;

export interface EdgeOptions extends BodyBounds {
  readonly draining: Draining;
  readonly logger: Logger;
  readonly counts: HttpCounts;
  /** Answers what was thrown before a handler had the request: the one problem filter. */
  readonly answerProblem: (error: unknown, request: EdgeRequest, response: ServerResponse) => void;
}

/**
 * What happens to every request before Nest sees it, in node's own terms so that any platform can carry it: its id,
 * its access line, the refusal while draining, its idempotency key, its body.
 */
export class Edge {
  constructor(private readonly options: EdgeOptions) {}

  /** `proceed` is called once the request is complete, or never: then it was refused here. */
  receive(request: EdgeRequest, response: ServerResponse, proceed: () => void): void {
    const context = new RequestContext(requestIdOf(request), response);
    request.context = context;
    const path = pathOf(request);
    const { draining, logger, counts } = this.options;
    response.setHeader('X-Request-Id', context.requestId);
    draining.enter();
    response.on('close', () => {
      draining.leave();
      const status = response.writableFinished ? response.statusCode : CLIENT_GONE;
      const durationMs = performance.now() - context.startedAt;
      (context.route ?? counts.withoutRoute(request.method)).count(status, durationMs);
      logAccess(logger, request, context, { path, status, durationMs });
    });
    const refused = (error: unknown): void => {
      leaveUnreadBody(request, response);
      this.options.answerProblem(error, request, response);
    };
    try {
      this.admit(request, context, path);
    } catch (error) {
      refused(error);
      return;
    }
    if (readsOwnBody(path)) {
      // What is left of a stream that was not read to its end must not be read as the next request.
      response.setHeader('Connection', 'close');
      proceed();
      return;
    }
    if (!announcesBody(request)) {
      proceed();
      return;
    }
    const read = readsSignedBody(path)
      ? this.keepSignedBody(request, context)
      : readJsonBody(request, this.options);
    read.then(proceed, refused);
  }

  private async keepSignedBody(request: EdgeRequest, context: RequestContext): Promise<void> {
    const { bodyLimitBytes, bodyTimeoutMs } = this.options;
    context.signedBody = await readBytes(request, bodyLimitBytes, bodyTimeoutMs);
  }

  private admit(request: EdgeRequest, context: RequestContext, path: string): void {
    if (isWrite(request.method ?? 'GET', path)) {
      context.requestKey = requestKeyOf(request);
      context.response.setHeader('Idempotency-Key', context.requestKey.key);
    }
    refuseWhileDraining(this.options.draining, context, path);
    refuseWithoutHost(request);
    refuseUnstorableUrl(request.url ?? '/');
  }
}

/** Liveness and metrics are answered to the end: a process that drains is alive. */
const ANSWERED_WHILE_DRAINING = new Set(['/health', '/api/v1/billing/health', '/metrics']);

function refuseWhileDraining(draining: Draining, context: RequestContext, path: string): void {
  if (!draining.isShuttingDown) return;
  context.response.setHeader('Connection', 'close');
  if (ANSWERED_WHILE_DRAINING.has(path)) return;
  throw new DomainError(refuse('shutting_down', 'The service is shutting down: try again'));
}

/** RFC 9112, 3.2: what it is meant for must be said. */
function refuseWithoutHost({ httpVersion, headers }: IncomingMessage): void {
  if (httpVersion !== '1.1' || headers.host !== undefined) return;
  throw new DomainError(refuse('malformed_request', 'A request of HTTP/1.1 must have a Host header'));
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
