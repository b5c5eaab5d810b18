import type { CallContext } from './call-context.js';
import type { UpstreamName, UpstreamState } from '../upstream.js';

/** One request to an upstream; the body travels as JSON. */
export interface UpstreamCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** From the root of the upstream, its segments encoded: `/api/v1/wallets/w%2F1`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly body?: Readonly<Record<string, unknown>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Of the request that the call is made for; else what its signal carries, else a new one. */
  readonly context?: CallContext;
}

/** What an upstream answered, whatever the status. */
export interface UpstreamAnswer {
  readonly status: number;
  /** Parsed JSON, its numbers kept as exact text (`"3E-7"`); null without a JSON body. */
  readonly body: unknown;
}

/**
 * HTTP to one upstream: connections kept, time-outs, circuit breaker, bulkhead; the request's id and trace context go
 * along. An answer of 5xx or 429 is an answer; it is the caller who knows which of them are refusals of the business.
 */
export interface UpstreamHttp {
  readonly name: UpstreamName;

  /** A question that changes nothing there: repeated a few times within its time when it fails. */
  ask(call: UpstreamCall, signal?: AbortSignal): Promise<UpstreamAnswer>;

  /**
   * A call that may change something there: sent at most once. Throws `NotSent` when it surely did not arrive; any
   * other error means that it may have. It takes at most until `signal` is aborted.
   */
  send(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer>;

  /** True while calls are not made because the upstream failed again and again. */
  readonly isOpen: boolean;

  state(): UpstreamState;
}
