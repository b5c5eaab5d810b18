import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import { StripeApi } from './stripe-api.js';

/** A payer's payments that are read, newest first, before the rest is left to Stripe's index. */
export const MAX_LISTED_PAYMENTS = 1_000;
const PAGE = 100;
/** Stripe's clock and the database's agree at least so well. */
const CLOCK_SKEW_MS = 3_600_000;

/** How long ago a payment or refund can have been made for its being asked about, and under which attempt. */
interface Sought {
  readonly attemptId: string;
  readonly createdAt: number;
}

/**
 * Finds what an attempt has left at Stripe, by the metadata that it was sent with. Lists show what is there now;
 * the search index lags behind, so that it can prove that something is there and never that it is not.
 */
@Injectable()
export class StripeSearch {
  constructor(private readonly api: StripeApi) {}

  /** Null when there is none. Throws when there are too many to tell. */
  async findPayment(customerId: string, sought: Sought): Promise<Stripe.PaymentIntent | null> {
    const { paymentIntents } = await this.api.open();
    const since = Math.floor((sought.createdAt - CLOCK_SKEW_MS) / 1_000);
    let last: string | undefined;
    for (let read = 0; read < MAX_LISTED_PAYMENTS; read += PAGE) {
      const list = await paymentIntents.list({
        customer: customerId,
        created: { gte: since },
        limit: PAGE,
        ...(last !== undefined && { starting_after: last }),
      });
      const found = chosen(list.data, sought.attemptId);
      if (found !== null) return found;
      last = list.data.at(-1)?.id;
      if (!list.has_more || last === undefined) return null;
    }
    return this.searchPayment(sought.attemptId);
  }

  /** Null when there is none. */
  async findRefund(paymentIntentId: string, sought: Sought): Promise<Stripe.Refund | null> {
    const { refunds } = await this.api.open();
    const list = await refunds.list({ payment_intent: paymentIntentId, limit: PAGE });
    const found = list.data.find(({ metadata }) => metadata?.['attempt_id'] === sought.attemptId);
    if (found !== undefined) return found;
    if (list.has_more) throw new Error(`The payment ${paymentIntentId} has more refunds than are looked at.`);
    return null;
  }

  private async searchPayment(attemptId: string): Promise<Stripe.PaymentIntent> {
    const { paymentIntents } = await this.api.open();
    const query = `metadata['attempt_id']:'${attemptId}'`;
    const found = chosen((await paymentIntents.search({ query, limit: PAGE })).data, attemptId);
    if (found === null) throw new Error(`The payment of ${attemptId} was not found among too many.`);
    return found;
  }
}

/** Of several, which there never should be, the one that took money. */
function chosen(intents: readonly Stripe.PaymentIntent[], attemptId: string): Stripe.PaymentIntent | null {
  const own = intents.filter(({ metadata }) => metadata['attempt_id'] === attemptId);
  return own.find(({ status }) => status === 'succeeded') ?? own[0] ?? null;
}
