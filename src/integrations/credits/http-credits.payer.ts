import type { Denomination } from '../../domain/payers/accrual.js';
import { type Decimal, decimal } from '../../domain/decimal.js';
import { declined } from '../payer/payer-results.js';
import {
  type ChargeRequest,
  NotSent,
  type PayerResult,
  type RefundRequest,
  type RemotePayer,
} from '../payer/remote-payer.js';
import { isWholeIn } from '../payer/whole-units.js';
import type { SubscriptionServiceApi } from '../subscription/subscription-service.api.js';
import { UpstreamFailure } from '../upstream/calls/upstream-failure.js';
import { readReconciled, readReleased, readReservation } from './reservation.answers.js';

/** What one credit of the platform is worth. */
const CREDIT_VALUE: Readonly<Record<string, Decimal>> = { CREDIT: decimal('1'), USD: decimal('0.00001') };
const CREDITS_IN_ONE: Readonly<Record<string, string>> = { CREDIT: '1', USD: '100000' };

/**
 * Takes the credits of the platform's subscription service: a reservation under the attempt's id, then the whole of it.
 * The same attempt sent again finds the same reservation and, where it is done, only that it is done: nothing is taken
 * twice. Reservations cannot be looked up, and need not be; nor do they end by themselves: one that is not to be taken
 * any more is released.
 */
export class HttpCreditsPayer implements RemotePayer {
  readonly isIdempotent = true;

  constructor(private readonly service: SubscriptionServiceApi) {}

  units(currency: string): Denomination | null {
    const value = CREDIT_VALUE[currency];
    return value ? { unit: value, least: value } : null;
  }

  async charge(request: ChargeRequest, signal: AbortSignal): Promise<PayerResult> {
    const { account, amount, currency, attemptId } = request;
    const value = CREDIT_VALUE[currency];
    if (!value) return declined('currency_mismatch', `credits are not worth ${currency}`);
    const credits = creditsIn(request);
    if (!isWholeIn(amount, value) || !Number.isSafeInteger(credits)) {
      return declined('payment_declined', 'the subscription service takes whole credits');
    }
    const answer = await this.service.reserve(account, credits, attemptId, signal);
    const reservation = readReservation(answer, request.sentBefore === true);
    if ('status' in reservation) return reservation;
    return this.take(reservation.reservationId, credits, value, signal);
  }

  /** Nothing leads back: only an operator of that service can give credits. */
  async refund(): Promise<PayerResult> {
    return declined('no_route_back', 'the subscription service takes no credits back');
  }

  async lookup(): Promise<null> {
    return null;
  }

  /**
   * Asked for under the same id, the reservation is the one there is, or a new one; released, it stays there as such, so
   * that an earlier call that is only now let in finds it and sets nothing aside.
   */
  async withdraw(request: ChargeRequest | RefundRequest, signal: AbortSignal): Promise<PayerResult | null> {
    if (request.kind === 'refund') return null;
    const { account, attemptId } = request;
    const answer = await this.service.reserve(account, creditsIn(request), attemptId, signal);
    const reservation = readReservation(answer, true);
    // Refused: none is there, and there is not enough for one.
    if ('status' in reservation) return null;
    const { reservationId } = reservation;
    return readReleased(await this.service.release(reservationId, signal), reservationId);
  }

  private async take(
    reservationId: string,
    credits: number,
    value: Decimal,
    signal: AbortSignal,
  ): Promise<PayerResult> {
    try {
      const answer = await this.service.reconcile(reservationId, credits, signal);
      return readReconciled(answer, reservationId, value);
    } catch (error) {
      if (!(error instanceof NotSent)) throw error;
      // Nothing was sent just now, but credits are set aside: the attempt has to go on.
      throw new UpstreamFailure('subscription', `the reservation ${reservationId} is open`, { cause: error });
    }
  }
}

function creditsIn({ amount, currency }: ChargeRequest): number {
  return Number(amount.times(CREDITS_IN_ONE[currency] as string).toFixed());
}
