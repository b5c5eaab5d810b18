import { Agent } from 'undici';
import type { UpstreamHttpConfig } from '../../../config/integrations-config.js';
import { contextCarriedBy, newCallContext } from './call-context.js';
import { dispatchOptions } from './dispatch-options.js';
import { Exchange } from './exchange.js';
import { isWorthAsking, pauseBeforeRetry } from './ask-again.js';
import { pause } from './pause.js';
import type { ReceivedAnswer } from '../answers/received-answer.js';
import type { UpstreamAddress } from './upstream-address.js';
import { UpstreamGuard } from './upstream-guard.js';
import type { UpstreamAnswer, UpstreamCall, UpstreamHttp } from './upstream-http.js';
import type { UpstreamName, UpstreamState } from '../upstream.js';

/** Longest answer of an upstream. */
export const MAX_ANSWER_BYTES = 1024 * 1024;
export const MAX_ANSWER_HEADER_BYTES = 16 * 1024;

/**
 * The platform's servers (uvicorn) close an idle connection after 5 s. Ours is gone before: nothing is sent into a
 * connection that closes, of which nobody could say whether it arrived.
 */
export const IDLE_CONNECTION_MS = 3_000;

/** Most times that one question is sent. One try may take half of the question's time, so that a second fits in. */
export const MAX_TRIES = 3;

/** Silence after which a connection is given up, whatever the caller's patience. */
const SILENCE_MS = 300_000;

/** What an upstream answers when it is well and says no, in a status that looks like a fault. */
export type IsRefusal = (answer: UpstreamAnswer) => boolean;

/** HTTP to one upstream over its own connections. */
export class PooledUpstreamHttp implements UpstreamHttp {
  private readonly agent: Agent;
  private readonly guard: UpstreamGuard;

  constructor(
    readonly name: UpstreamName,
    private readonly address: UpstreamAddress,
    private readonly bounds: UpstreamHttpConfig,
    isRefusal: IsRefusal,
  ) {
    this.agent = new Agent({
      connections: bounds.connections,
      connect: { timeout: bounds.connectTimeoutMs },
      keepAliveTimeout: IDLE_CONNECTION_MS,
      keepAliveMaxTimeout: IDLE_CONNECTION_MS,
      // One request on a connection at a time: none is ever moved to another connection behind our back.
      pipelining: 1,
      headersTimeout: SILENCE_MS,
      bodyTimeout: SILENCE_MS,
      maxHeaderSize: MAX_ANSWER_HEADER_BYTES,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
    this.guard = new UpstreamGuard(name, bounds, (answer) => answer.status >= 500 && !isRefusal(answer));
  }

  async send(call: UpstreamCall, signal: AbortSignal): Promise<ReceivedAnswer> {
    return this.exchange(inContext(call, signal), signal);
  }

  async ask(call: UpstreamCall, signal?: AbortSignal): Promise<ReceivedAnswer> {
    const { readTimeoutMs } = this.bounds;
    const until = Date.now() + readTimeoutMs;
    const whole = inContext(call, signal);
    for (let tries = 1; ; tries += 1) {
      const limitMs = Math.min(until - Date.now(), tries < MAX_TRIES ? readTimeoutMs / 2 : Infinity);
      const outcome = await this.tryOnce(whole, limitMs, signal);
      const pauseMs = pauseBeforeRetry(tries, outcome);
      const isLast = tries === MAX_TRIES || this.isOpen || signal?.aborted === true;
      if (isLast || !isWorthAsking(outcome) || Date.now() + pauseMs >= until) {
        if (outcome instanceof Error) throw outcome;
        return outcome;
      }
      await pause(pauseMs, signal);
    }
  }

  get isOpen(): boolean {
    return this.guard.isOpen;
  }

  state(): UpstreamState {
    return this.guard.state();
  }

  /** Ends what is in flight. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }

  private async tryOnce(
    call: UpstreamCall,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<ReceivedAnswer | Error> {
    try {
      return await this.exchange(call, signal, limitMs);
    } catch (error) {
      return error as Error;
    }
  }

  private async exchange(
    call: UpstreamCall,
    signal: AbortSignal | undefined,
    limitMs?: number,
  ): Promise<ReceivedAnswer> {
    const exchange = new Exchange(this.name);
    const timer =
      limitMs === undefined
        ? undefined
        : setTimeout(() => exchange.fail(`no answer within ${Math.round(limitMs)} ms`), limitMs);
    const giveUp = () => exchange.fail('no answer in time', signal?.reason);
    signal?.addEventListener('abort', giveUp, { once: true });
    if (signal?.aborted) giveUp();
    try {
      void this.guard.run(exchange, () => this.dispatch(call, exchange));
      return await exchange.answer;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', giveUp);
    }
  }

  private dispatch(call: UpstreamCall, exchange: Exchange): void {
    const base = this.address.next();
    if (base === null) throw new Error('no address of it is known');
    this.agent.dispatch(dispatchOptions(base, call), exchange);
  }
}

/** All tries of one question have one id. */
function inContext(call: UpstreamCall, signal: AbortSignal | undefined): UpstreamCall {
  return { ...call, context: call.context ?? contextCarriedBy(signal) ?? newCallContext() };
}
