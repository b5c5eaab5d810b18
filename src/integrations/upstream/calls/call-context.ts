import { randomUUID } from 'node:crypto';
import type { RequestContext } from '../../../http/current-request.decorator.js';

/** What goes along with a call so that logs and traces can be followed across services. */
export interface CallContext {
  /** `X-Request-Id`. */
  readonly requestId: string;
  /** W3C trace context, as the caller sent it; null without one. */
  readonly traceparent: string | null;
  readonly tracestate: string | null;
}

const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;

/** Longer ones are left out, as the W3C's text allows. */
const MAX_TRACESTATE_CHARACTERS = 512;
const TRACESTATE = /^[\x20-\x7e]+$/;

/** The context of a call that is made for a request. */
export function callContextOf(request: RequestContext): CallContext {
  const { traceparent, tracestate } = request.response.req.headers;
  const isTraced = typeof traceparent === 'string' && TRACEPARENT.test(traceparent);
  return {
    requestId: request.requestId,
    traceparent: isTraced ? traceparent : null,
    tracestate: isTraced ? plainTraceState(tracestate) : null,
  };
}

/** The context of work that nobody asked for: the reconciler's, a refresh. */
export function newCallContext(): CallContext {
  return { requestId: randomUUID(), traceparent: null, tracestate: null };
}

const carried = new WeakMap<AbortSignal, CallContext>();

/**
 * Lets the signal that ends a piece of work say for whom the work is done. All its calls have the signal already,
 * through every layer, and need not be handed a second thing beside it.
 */
export function carryContext(signal: AbortSignal, context: CallContext): void {
  carried.set(signal, context);
}

export function contextCarriedBy(signal: AbortSignal | undefined): CallContext | null {
  return (signal && carried.get(signal)) ?? null;
}

export function contextHeaders(context: CallContext): Record<string, string> {
  const headers: Record<string, string> = { 'x-request-id': context.requestId };
  if (context.traceparent !== null) headers.traceparent = context.traceparent;
  if (context.tracestate !== null) headers.tracestate = context.tracestate;
  return headers;
}

function plainTraceState(sent: unknown): string | null {
  if (typeof sent !== 'string' || sent.length > MAX_TRACESTATE_CHARACTERS) return null;
  return TRACESTATE.test(sent) ? sent : null;
}
