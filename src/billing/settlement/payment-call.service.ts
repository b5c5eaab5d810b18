import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import {
  PAYMENT_CLIENT,
  type PaymentClient,
  type PaymentResult,
} from '../../integrations/payment/payment.client.js';
import type { SettlementAttempt } from './settlement-attempt.js';

/** No answer: the money may or may not have moved. */
export const NO_ANSWER = Symbol('NoAnswer');
export type NoAnswer = typeof NO_ANSWER;

/** How long a stop waits for answers that are about to come. */
const STOP_GRACE_MS = 1_000;

/** Calls to the payment service under one time-out. A failed call is never read as "nothing happened". */
@Injectable()
export class PaymentCall implements OnModuleDestroy {
  private readonly logger = new Logger(PaymentCall.name);
  private readonly lines = new Set<AbortController>();
  private stopped = false;

  constructor(
    @Inject(PAYMENT_CLIENT) private readonly client: PaymentClient,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Sends the attempt; safe to repeat, since the attempt's id is the idempotency key. */
  send(attempt: SettlementAttempt): Promise<PaymentResult | NoAnswer> {
    return this.within(attempt, (signal) => this.request(attempt, signal));
  }

  /** Asks what became of the attempt; null when the payment service never saw it. */
  ask(attempt: SettlementAttempt): Promise<PaymentResult | null | NoAnswer> {
    return this.within(attempt, (signal) => this.client.lookup(attempt.attemptId, signal));
  }

  private request(attempt: SettlementAttempt, signal: AbortSignal): Promise<PaymentResult> {
    const { attemptId: idempotencyKey, amount, currency, token, chargeTransactionId } = attempt;
    if (attempt.kind === 'payment' && token !== null) {
      return this.client.charge({ idempotencyKey, amount, currency, token }, signal);
    }
    if (attempt.kind === 'payment_refund' && chargeTransactionId !== null) {
      return this.client.refund(
        { idempotencyKey, amount, currency, transactionId: chargeTransactionId },
        signal,
      );
    }
    throw new Error(`The attempt ${idempotencyKey} of kind ${attempt.kind} names nothing to pay with.`);
  }

  /** Hangs up soon: what has no answer by then is asked about by whoever runs next. */
  onModuleDestroy(): void {
    setTimeout(() => this.hangUp(), STOP_GRACE_MS).unref();
  }

  private hangUp(): void {
    this.stopped = true;
    for (const line of this.lines) line.abort(new Error('the service stops'));
  }

  private async within<T>(
    attempt: SettlementAttempt,
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | NoAnswer> {
    if (this.stopped) return NO_ANSWER;
    const { callTimeoutMs } = this.config.settlement;
    const line = new AbortController();
    const timer = setTimeout(() => line.abort(new Error(`none within ${callTimeoutMs} ms`)), callTimeoutMs);
    this.lines.add(line);
    try {
      // The race holds the time-out even against a client that ignores its signal.
      return await Promise.race([call(line.signal), rejection(line.signal)]);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(`No answer from the payment service about ${attempt.attemptId}: ${reason}`);
      return NO_ANSWER;
    } finally {
      clearTimeout(timer);
      this.lines.delete(line);
    }
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
