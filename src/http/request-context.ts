import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RequestKey } from './idempotency/request-key.js';
import type { RouteCounts } from './metrics/route-counts.js';

/** What belongs to one HTTP request from its arrival to its answer. */
export class RequestContext {
  readonly startedAt = performance.now();
  /** Of a write; null for a read. */
  requestKey: RequestKey | null = null;
  /** As it came, for the routes that check a signature over it; null for all others, which get it parsed. */
  signedBody: Buffer | null = null;
  /** Where it is counted; null until a route has it. */
  route: RouteCounts | null = null;

  constructor(
    readonly requestId: string,
    readonly response: ServerResponse,
  ) {}
}

/** Node's request on its way to Nest, which looks for a body, parameters and a query on it. */
export interface EdgeRequest extends IncomingMessage {
  /** The parsed JSON document; undefined when there was no body. */
  body?: unknown;
  params?: unknown;
  query?: unknown;
  /** Ours; the edge sets it. */
  context?: RequestContext;
}

/** A request as a platform has it: node's own, or Fastify's around node's. */
export type PlatformRequest = EdgeRequest | { readonly raw: EdgeRequest };

export function contextOf(request: PlatformRequest): RequestContext | null {
  return ('raw' in request ? request.raw : request).context ?? null;
}
