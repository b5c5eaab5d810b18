import type { Form } from './form.js';
import { type StripeErrorBody, StripeFault, invalidRequest, noSuch } from './stripe-fault.js';
import { type Charge, newId, nowS, type PaymentIntent, type Tables } from './tables.js';
import type { TestCard } from './test-cards.js';

/** Some of Stripe's least sums, in minor units; those that are not printed are what half a dollar comes to. */
const PRINTED: Readonly<Record<string, number>> = {
  usd: 50,
  eur: 50,
  gbp: 30,
  jpy: 50,
  chf: 50,
  cad: 50,
  aud: 50,
};
const CONVERTED: Readonly<Record<string, number>> = { cny: 356, krw: 690, isk: 6_200, bhd: 190, kwd: 160 };
const CURRENCIES = new Set('usd eur gbp jpy cny krw bhd kwd isk chf cad aud'.split(' '));
const THREE_DECIMALS = new Set(['bhd', 'kwd']);
const MOST = 99_999_999;

type Tell = (type: string, object: object) => void;

/** PaymentIntents: made and confirmed in one request with a saved card. */
export class Payments {
  /** For an account that settles in a currency in which the printed sums are not enough, in minor units. */
  readonly least = new Map<string, number>();

  constructor(
    private readonly tables: Tables,
    private readonly tell: Tell,
  ) {}

  create(form: Form): PaymentIntent {
    const intent = this.read(form);
    this.tables.paymentIntents.set(intent.id, intent);
    this.tell('payment_intent.created', intent);
    if (form.flag('confirm')) this.confirm(intent);
    return intent;
  }

  get(id: string): PaymentIntent {
    const intent = this.tables.paymentIntents.get(id);
    if (intent) return intent;
    throw new StripeFault(404, noSuch('payment_intent', id, 'intent').error);
  }

  cancel(id: string, form: Form): PaymentIntent {
    const intent = this.get(id);
    if (['succeeded', 'processing', 'canceled'].includes(intent.status)) {
      const message = `You cannot cancel this PaymentIntent because it has a status of ${intent.status}.`;
      throw invalidRequest(message, { code: 'payment_intent_unexpected_state', payment_intent: intent });
    }
    intent.status = 'canceled';
    intent.canceled_at = nowS();
    intent.cancellation_reason = form.maybe('cancellation_reason');
    this.tell('payment_intent.canceled', intent);
    return intent;
  }

  /** What the bank decides in the end about a payment that was processing, or its payer about one that waits for him. */
  finish(intent: PaymentIntent): void {
    this.succeed(intent);
  }

  private read(form: Form): PaymentIntent {
    const amount = form.integer('amount');
    const currency = form.required('currency').toLowerCase();
    refuseAmount(amount, currency, this.least.get(currency) ?? PRINTED[currency] ?? CONVERTED[currency] ?? 1);
    const customer = form.maybe('customer');
    if (customer !== null && !this.tables.customers.has(customer))
      throw noSuch('customer', customer, 'customer');
    const paymentMethod = form.maybe('payment_method');
    this.refuseMethod(paymentMethod, customer);
    return {
      id: newId('pi'),
      object: 'payment_intent',
      amount,
      amount_received: 0,
      currency,
      customer,
      payment_method: paymentMethod,
      created: nowS(),
      livemode: false,
      metadata: form.group('metadata'),
      status: paymentMethod === null ? 'requires_payment_method' : 'requires_confirmation',
      last_payment_error: null,
      latest_charge: null,
      canceled_at: null,
      cancellation_reason: null,
    };
  }

  private refuseMethod(id: string | null, customer: string | null): void {
    if (id === null) return;
    const method = this.tables.paymentMethods.get(id);
    if (!method) throw noSuch('PaymentMethod', id, 'payment_method');
    if (this.tables.spent.has(id)) throw invalidRequest(SPENT, { param: 'payment_method' });
    if (method.customer !== customer) {
      const message = `The provided PaymentMethod belongs to another customer, or to none: ${id}.`;
      throw invalidRequest(message, { param: 'payment_method' });
    }
  }

  private confirm(intent: PaymentIntent): void {
    const card = this.tables.cards.get(intent.payment_method ?? '');
    if (!card)
      throw invalidRequest('You cannot confirm this PaymentIntent because it’s missing a payment method.');
    if (card.charge === 'succeeds') return this.succeed(intent);
    if (card.charge === 'processing' || card.charge === 'requires_action') {
      intent.status = card.charge;
      this.tell(`payment_intent.${card.charge}`, intent);
      return;
    }
    throw this.decline(intent, card.charge);
  }

  private succeed(intent: PaymentIntent): void {
    const charge = this.charge(intent, true);
    intent.status = 'succeeded';
    intent.amount_received = intent.amount;
    this.tell('charge.succeeded', charge);
    this.tell('payment_intent.succeeded', intent);
  }

  private decline(
    intent: PaymentIntent,
    { code, decline }: Exclude<TestCard['charge'], string>,
  ): StripeFault {
    const charge = this.charge(intent, false);
    const error: StripeErrorBody = {
      type: 'card_error',
      code,
      decline_code: decline,
      message:
        code === 'card_declined'
          ? 'Your card was declined.'
          : 'Your card was declined. This transaction requires authentication.',
      charge: charge.id,
      payment_method: this.tables.paymentMethods.get(intent.payment_method ?? '') ?? {},
    };
    intent.status = 'requires_payment_method';
    intent.last_payment_error = error;
    this.tell('charge.failed', charge);
    this.tell('payment_intent.payment_failed', intent);
    return new StripeFault(402, { ...error, payment_intent: structuredClone(intent) }, true);
  }

  private charge(intent: PaymentIntent, paid: boolean): Charge {
    const charge: Charge = {
      id: newId('ch'),
      object: 'charge',
      amount: intent.amount,
      amount_refunded: 0,
      currency: intent.currency,
      payment_intent: intent.id,
      customer: intent.customer,
      created: nowS(),
      livemode: false,
      metadata: intent.metadata,
      paid,
      refunded: false,
      disputed: false,
      status: paid ? 'succeeded' : 'failed',
    };
    this.tables.charges.set(charge.id, charge);
    intent.latest_charge = charge.id;
    return charge;
  }
}

export const SPENT =
  'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected account without Customer attachment, or was detached from a Customer. It may not be used again.';

function refuseAmount(amount: number, currency: string, least: number): void {
  if (!CURRENCIES.has(currency)) {
    throw invalidRequest(`Invalid currency: ${currency}. Stripe currently supports these currencies: …`, {
      param: 'currency',
    });
  }
  const more = { param: 'amount' };
  if (amount < least) {
    const message = 'Amount must convert to at least 50 cents.';
    throw invalidRequest(message, { ...more, code: 'amount_too_small' });
  }
  if (amount > MOST) {
    throw invalidRequest('Amount must be no more than $999,999.99', { ...more, code: 'amount_too_large' });
  }
  if (THREE_DECIMALS.has(currency) && amount % 10 !== 0) {
    throw invalidRequest('Invalid amount: the last digit of a three-decimal currency must be 0', more);
  }
}
