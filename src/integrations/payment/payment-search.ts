import { CLOCK_MARGIN_MS } from '../payer/payer-results.js';
import type { ChargeRequest, RefundRequest } from '../payer/remote-payer.js';
import { UpstreamFailure } from '../upstream/calls/upstream-failure.js';
import type { PaymentServiceApi } from './payment-service.api.js';
import type { ServicePayment } from './service-payment.js';

/** Most payments of a user, newest first, among which one is searched. */
export const MAX_SEARCHED_PAYMENTS = 1_000;

/** Few are asked for first: it mostly is among them. */
const SEARCH_LIMITS: readonly number[] = [100, MAX_SEARCHED_PAYMENTS];

/** What a refund leaves of a payment. */
const REFUNDED: readonly string[] = ['refunded', 'partial_refund'];

/** Of several payments of one attempt, the one that decides: first what has taken money, last what took none. */
const DECIDING: readonly string[] = ['succeeded', ...REFUNDED, 'processing', 'pending', 'failed', 'canceled'];

/** Finds payments among those of a user, the one list that the payment service has. */
export class PaymentSearch {
  constructor(private readonly service: PaymentServiceApi) {}

  /** The payment that an attempt has made; null when there is none (now). */
  async ofAttempt(
    { account, attemptId, createdAt }: ChargeRequest,
    signal: AbortSignal,
  ): Promise<ServicePayment | null> {
    const isOurs = ({ orderId }: ServicePayment): boolean => orderId === attemptId;
    const found = await this.find(account.id, null, createdAt, isOurs, signal);
    return found.toSorted((a, b) => rankOf(a) - rankOf(b) || byId(a, b))[0] ?? null;
  }

  /** The payment that a refund gives back, where all or part of it has been given back. */
  async refunded(
    { account, transactionId, billingId }: RefundRequest,
    signal: AbortSignal,
  ): Promise<ServicePayment | null> {
    const isIt = ({ paymentId }: ServicePayment): boolean => paymentId === transactionId;
    const since = timeOf(billingId);
    for (const status of REFUNDED) {
      const [found] = await this.find(account.id, status, since, isIt, signal);
      if (found) return found;
    }
    return null;
  }

  /** Throws where the list is too long to be sure that what was not found is not there. */
  private async find(
    userId: string,
    status: string | null,
    since: number,
    matches: (payment: ServicePayment) => boolean,
    signal: AbortSignal,
  ): Promise<ServicePayment[]> {
    for (const limit of SEARCH_LIMITS) {
      const payments = await this.service.paymentsOf(userId, status, limit, signal);
      const found = payments.filter(matches);
      if (found.length > 0 || payments.length < limit || reachesBack(payments, since)) return found;
    }
    throw new UpstreamFailure('payment', 'the user has more payments than are searched');
  }
}

/** Whether a list that is newest first goes back to before an instant. One in another order proves nothing. */
function reachesBack(payments: readonly ServicePayment[], since: number): boolean {
  const [first, last] = [payments[0]?.createdAt, payments.at(-1)?.createdAt];
  if (first === null || first === undefined || last === null || last === undefined) return false;
  return first >= last && last < since - CLOCK_MARGIN_MS;
}

function rankOf({ status }: ServicePayment): number {
  const rank = DECIDING.indexOf(status);
  return rank < 0 ? DECIDING.length : rank;
}

function byId(a: ServicePayment, b: ServicePayment): number {
  return a.paymentId < b.paymentId ? -1 : 1;
}

/** When a billing record was made, which is before anything was paid for it; its id begins with it. */
function timeOf(billingId: string): number {
  const [, time] = /^bill_([0-9a-f]{12})7/.exec(billingId) ?? [];
  return time === undefined ? 0 : parseInt(time, 16);
}
