import { Injectable } from '@nestjs/common';
import type Stripe from 'stripe';
import type { Denomination } from '../../domain/payers/accrual.js';
import { accountIdOf } from '../../domain/commands.js';
import { toMinorUnits } from '../../domain/payers/minor-units.js';
import {
  type ChargeRequest,
  NotSent,
  type PayerResult,
  type RefundRequest,
  type RemotePayer,
} from '../payer/remote-payer.js';
import { LeastSums } from './least-sums.js';
import { declined, verdictOf } from './payment-outcome.js';
import { noRouteBack, refundResultOf } from './refund-outcome.js';
import { StripeApi } from './stripe-api.js';
import { StripeCustomerStore } from './stripe-customer.store.js';
import { describe, kindOf, reasonOf } from './stripe-error.js';
import { chargeRefusal, mismatch, refundRefusal, unfinishedIntentOf } from './stripe-refusals.js';
import { StripeSearch } from './stripe-search.js';
import { untilAborted } from './until-aborted.js';

/** Stripe forgets idempotency keys after at least 24 hours. Half of it leaves room for clocks that disagree. */
const KEY_LIFE_MS = 43_200_000;

const TOO_SMALL = 'amount_too_small';

/** The platform's own unit: no card pays in it. */
const NOT_MONEY = 'CREDIT';

/** Charges saved cards through Stripe, each attempt under its own idempotency key and named in the metadata. */
@Injectable()
export class StripePayer implements RemotePayer {
  readonly isIdempotent = true;
  private readonly leasts = new LeastSums();

  constructor(
    private readonly api: StripeApi,
    private readonly customers: StripeCustomerStore,
    private readonly search: StripeSearch,
  ) {}

  /** True while no call is made because Stripe failed again and again. */
  get isOpen(): boolean {
    return this.api.isOpen;
  }

  units(currency: string): Denomination | null {
    return currency === NOT_MONEY ? null : this.leasts.of(currency);
  }

  charge(request: ChargeRequest, signal: AbortSignal): Promise<PayerResult> {
    return untilAborted(signal, async () => (await this.findForgotten(request)) ?? this.pay(request));
  }

  refund(request: RefundRequest, signal: AbortSignal): Promise<PayerResult> {
    return untilAborted(signal, async () => (await this.findForgotten(request)) ?? this.giveBack(request));
  }

  lookup(request: ChargeRequest | RefundRequest, signal: AbortSignal): Promise<PayerResult | null> {
    return untilAborted(signal, () => this.find(request));
  }

  /** A key that Stripe may have forgotten protects nothing: what it stood for is looked for first. */
  private async findForgotten(request: ChargeRequest | RefundRequest): Promise<PayerResult | null> {
    return Date.now() - request.createdAt < KEY_LIFE_MS ? null : this.find(request);
  }

  private async find(request: ChargeRequest | RefundRequest): Promise<PayerResult | null> {
    if (request.kind === 'refund') {
      const refund = await this.search.findRefund(request.transactionId, request);
      return refund === null ? null : settledRefund(refund);
    }
    const customerId = await this.customers.find(accountIdOf(request.account));
    if (customerId === null) return null;
    const intent = await this.search.findPayment(customerId, request);
    return intent === null ? null : this.settledPayment(intent);
  }

  private async pay(request: ChargeRequest): Promise<PayerResult> {
    const { attemptId, billingId, currency, token } = request;
    if (currency === NOT_MONEY) return mismatch('No card pays in CREDIT');
    const amount = toMinorUnits(request.amount, currency);
    if (amount === null) return declined('amount_not_in_minor_units');
    const customer = await this.customers.find(accountIdOf(request.account));
    if (customer === null || token === null) return declined('no_stripe_customer');
    const { paymentIntents } = await this.api.open();
    const params: Stripe.PaymentIntentCreateParams = {
      // The one place where money is a JavaScript number, because the SDK takes none else: whole, and at most 12 digits.
      amount: Number(amount.toFixed()),
      currency: currency.toLowerCase(),
      customer,
      payment_method: token,
      off_session: true,
      confirm: true,
      metadata: { billing_id: billingId, attempt_id: attemptId },
    };
    let intent: Stripe.PaymentIntent;
    try {
      intent = await paymentIntents.create(params, { idempotencyKey: attemptId });
    } catch (error) {
      const left = unfinishedIntentOf(error);
      if (left === null) return this.refusalOf(error, request);
      intent = left;
    }
    return this.settledPayment(intent);
  }

  /** Too small was surely not taken: decided again, it is carried until there is more. Once sent, its amount is fixed. */
  private refusalOf(error: unknown, { amount, currency, sentBefore }: ChargeRequest): PayerResult {
    if (kindOf(error) === 'refused' && reasonOf(error) === TOO_SMALL) {
      this.leasts.refused(amount, currency);
      if (sentBefore === false) throw new NotSent(`Stripe: ${describe(error)}`, { cause: error });
    }
    return chargeRefusal(error);
  }

  private async giveBack(request: RefundRequest): Promise<PayerResult> {
    const { attemptId, billingId, currency, transactionId } = request;
    const amount = toMinorUnits(request.amount, currency);
    if (amount === null) return noRouteBack('amount_not_in_minor_units');
    const { refunds } = await this.api.open();
    const params: Stripe.RefundCreateParams = {
      payment_intent: transactionId,
      amount: Number(amount.toFixed()),
      metadata: { billing_id: billingId, attempt_id: attemptId },
    };
    let refund: Stripe.Refund;
    try {
      refund = await refunds.create(params, { idempotencyKey: attemptId });
    } catch (error) {
      return refundRefusal(error);
    }
    return settledRefund(refund);
  }

  /** A payment that somebody could still complete is cancelled before anybody is told that it was declined. */
  private async settledPayment(intent: Stripe.PaymentIntent): Promise<PayerResult> {
    const verdict = verdictOf(intent, Date.now());
    if (verdict === 'under_way') throw new Error(`The payment ${intent.id} is ${intent.status}.`);
    if (verdict !== 'unfinished') return verdict;
    const { paymentIntents } = await this.api.open();
    const canceled = await paymentIntents.cancel(intent.id, { cancellation_reason: 'abandoned' });
    return declined(intent.status === 'requires_action' ? 'authentication_required' : canceled.status);
  }
}

/** Throws while it is under way: it is there, so it must not be sent again. */
function settledRefund(refund: Stripe.Refund): PayerResult {
  const result = refundResultOf(refund);
  if (result === null) throw new Error(`The refund ${refund.id} is ${refund.status}.`);
  return result;
}
