import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { isRefund, methodOf } from '../../../domain/decide/outside/attempt-kinds.js';
import {
  type ChargeRequest,
  NotSent,
  type PayerResult,
  type RefundRequest,
  type RemotePayer,
} from '../../../integrations/payer/remote-payer.js';
import { REMOTE_PAYERS, type RemotePayers } from '../../../integrations/payer/remote-payers.js';
import { carryContext, newCallContext } from '../../../integrations/upstream/calls/call-context.js';
import { messageOf } from '../../../integrations/upstream/reason-of.js';
import { isFresh, type SettlementAttempt } from '../attempts/settlement-attempt.js';

/** No answer: the value may or may not have moved. */
export const NO_ANSWER = Symbol('NoAnswer');
export type NoAnswer = typeof NO_ANSWER;

/** Surely nothing moved: the call did not arrive. */
export const NOT_SENT = Symbol('NotSent');
export type NotSentAnswer = typeof NOT_SENT;

/** How long a stop waits for answers that are about to come. */
const STOP_GRACE_MS = 1_000;

/** Calls to the payers outside under one time-out. A failed call is never read as "nothing happened". */
@Injectable()
export class PayerCall implements OnModuleDestroy {
  private readonly logger = new Logger(PayerCall.name);
  private readonly lines = new Set<AbortController>();
  private stopped = false;

  constructor(
    @Inject(REMOTE_PAYERS) private readonly payers: RemotePayers,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Sends the attempt. Under the same attempt nothing is sent again before the payer was asked. */
  async send(attempt: SettlementAttempt): Promise<PayerResult | NotSentAnswer | NoAnswer> {
    const payer = this.payerOf(attempt);
    // What the configuration has made local meanwhile was surely not sent; it is decided again.
    if (payer === null) return isFresh(attempt) ? NOT_SENT : NO_ANSWER;
    const request = requestOf(attempt);
    return this.within(attempt, (signal) =>
      request.kind === 'charge' ? payer.charge(request, signal) : payer.refund(request, signal),
    );
  }

  /** Asks what became of the attempt; null when the payer does not have it (now). */
  async ask(attempt: SettlementAttempt): Promise<PayerResult | null | NoAnswer> {
    const payer = this.payerOf(attempt);
    if (payer === null) return NO_ANSWER;
    const found = await this.within(attempt, (signal) => payer.lookup(requestOf(attempt), signal));
    return found === NOT_SENT ? NO_ANSWER : found;
  }

  /** How often the payer must be asked and not have it before it is sent again. */
  absencesNeeded(attempt: SettlementAttempt): number {
    return this.payerOf(attempt)?.isIdempotent ? 1 : 2;
  }

  /** Before an attempt that was not found is given up: null when nothing of it is left, or can still come, there. */
  async withdraw(attempt: SettlementAttempt): Promise<PayerResult | null | NoAnswer> {
    const payer = this.payerOf(attempt);
    if (payer === null) return NO_ANSWER;
    if (!payer.withdraw) return null;
    const withdrawing = payer.withdraw.bind(payer);
    const left = await this.within(attempt, (signal) => withdrawing(requestOf(attempt), signal));
    return left === NOT_SENT ? NO_ANSWER : left;
  }

  /** Hangs up soon: what has no answer by then is asked about by whoever runs next. */
  onModuleDestroy(): void {
    setTimeout(() => this.hangUp(), STOP_GRACE_MS).unref();
  }

  private hangUp(): void {
    this.stopped = true;
    for (const line of this.lines) line.abort(new Error('the service stops'));
  }

  private payerOf(attempt: SettlementAttempt): RemotePayer | null {
    const method = methodOf(attempt);
    if (method === null)
      throw new Error(`The attempt ${attempt.attemptId} of kind ${attempt.kind} calls nobody.`);
    return this.payers.payerOf(method);
  }

  private async within<T>(
    attempt: SettlementAttempt,
    call: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | NotSentAnswer | NoAnswer> {
    if (this.stopped) return NO_ANSWER;
    const { callTimeoutMs } = this.config.settlement;
    const line = new AbortController();
    const timer = setTimeout(() => line.abort(new Error(`none within ${callTimeoutMs} ms`)), callTimeoutMs);
    this.lines.add(line);
    const context = attempt.context ?? newCallContext();
    carryContext(line.signal, context);
    try {
      // The race holds the time-out even against a payer that ignores its signal.
      return await Promise.race([call(line.signal), rejection(line.signal)]);
    } catch (error) {
      const isNotSent = error instanceof NotSent;
      this.logger.warn({
        request_id: context.requestId,
        billing_id: attempt.billingId,
        attempt_id: attempt.attemptId,
        kind: attempt.kind,
        reason: messageOf(error),
        msg: isNotSent ? 'An attempt was not sent' : 'No answer about an attempt',
      });
      return isNotSent ? NOT_SENT : NO_ANSWER;
    } finally {
      clearTimeout(timer);
      this.lines.delete(line);
    }
  }
}

function requestOf(attempt: SettlementAttempt): ChargeRequest | RefundRequest {
  const { attemptId, billingId, account, amount, currency, createdAt, chargeTransactionId, token } = attempt;
  if (billingId === null) throw new Error(`The attempt ${attemptId} belongs to no record.`);
  const sentBefore = !isFresh(attempt);
  const about = { attemptId, billingId, account, amount, currency, createdAt, sentBefore };
  if (!isRefund(attempt)) return { ...about, kind: 'charge', token };
  if (chargeTransactionId === null) throw new Error(`The refund ${attemptId} names no transaction.`);
  return { ...about, kind: 'refund', transactionId: chargeTransactionId };
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}
