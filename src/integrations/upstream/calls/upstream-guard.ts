import { Logger } from '@nestjs/common';
import {
  bulkhead,
  type BulkheadPolicy,
  BulkheadRejectedError,
  circuitBreaker,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  handleAll,
} from 'cockatiel';
import type { UpstreamHttpConfig } from '../../../config/integrations-config.js';
import type { Exchange } from './exchange.js';
import { messageOf, reasonOf } from '../reason-of.js';
import type { ReceivedAnswer } from '../answers/received-answer.js';
import type { UpstreamName, UpstreamState } from '../upstream.js';

/** Whether an answer means that the upstream itself is not well. */
type IsFailure = (answer: ReceivedAnswer) => boolean;

/** Lets an exchange begin: not too many at once, and none while the upstream fails again and again. */
export class UpstreamGuard {
  private readonly logger = new Logger('Upstream');
  private readonly places: BulkheadPolicy;
  private readonly breaker: CircuitBreakerPolicy;
  private openUntil = 0;
  private succeeded = 0;
  private failed = 0;
  private lastError: string | null = null;

  constructor(
    private readonly name: UpstreamName,
    private readonly bounds: UpstreamHttpConfig,
    isFailure: IsFailure,
  ) {
    this.places = bulkhead(bounds.connections, bounds.queueLimit);
    this.breaker = circuitBreaker(
      handleAll.orWhenResult((answer) => isFailure(answer as ReceivedAnswer)),
      { halfOpenAfter: bounds.breakerOpenMs, breaker: new ConsecutiveBreaker(bounds.breakerFailures) },
    );
    this.watch();
  }

  /** True while a call would be refused here; false again when the next one may try the upstream. */
  get isOpen(): boolean {
    const { state } = this.breaker;
    return state === CircuitState.HalfOpen || (state === CircuitState.Open && Date.now() < this.openUntil);
  }

  /** Begins the exchange when its turn comes, unless it has been given up by then. Failures are the exchange's. */
  async run(exchange: Exchange, begin: () => void): Promise<void> {
    if (this.refusesNow(exchange)) return;
    try {
      await this.places.execute(async () => {
        if (exchange.isSettled || this.refusesNow(exchange)) return;
        await this.breaker.execute(() => {
          begin();
          return exchange.answer;
        });
      });
    } catch (error) {
      const isFull = error instanceof BulkheadRejectedError;
      exchange.fail(isFull ? 'too many calls wait for it already' : messageOf(error), error);
    }
  }

  state(): UpstreamState {
    return {
      name: this.name,
      breaker: WORDS[this.breaker.state],
      inFlight: this.bounds.connections - this.places.executionSlots,
      waiting: this.bounds.queueLimit - this.places.queueSlots,
      succeeded: this.succeeded,
      failed: this.failed,
      lastError: this.lastError,
    };
  }

  /** The breaker itself would let further calls wait for the one that tries; here they are told at once. */
  private refusesNow(exchange: Exchange): boolean {
    if (!this.isOpen) return false;
    exchange.fail(`it failed again and again, last: ${this.lastError ?? 'unknown'}`);
    return true;
  }

  private watch(): void {
    this.breaker.onSuccess(() => {
      this.succeeded += 1;
    });
    this.breaker.onFailure(({ reason }) => {
      this.failed += 1;
      this.lastError =
        'error' in reason
          ? reasonOf(this.name, reason.error)
          : `status ${(reason.value as ReceivedAnswer).status}`;
    });
    this.breaker.onBreak(() => {
      this.openUntil = Date.now() + this.bounds.breakerOpenMs;
      this.logger.warn({ upstream: this.name, last_error: this.lastError, msg: 'Circuit breaker opened' });
    });
    this.breaker.onReset(() => {
      this.logger.log({ upstream: this.name, msg: 'Circuit breaker closed' });
    });
  }
}

const WORDS: Readonly<Record<CircuitState, UpstreamState['breaker']>> = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.HalfOpen]: 'half_open',
  [CircuitState.Isolated]: 'open',
};
