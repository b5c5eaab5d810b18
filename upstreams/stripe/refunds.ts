import type { Form } from './form.js';
import { invalidRequest, noSuch, StripeFault } from './stripe-fault.js';
import { type Charge, newId, nowS, type Refund, type Tables } from './tables.js';

type Tell = (type: string, object: object) => void;

/** Refunds, full and partial. */
export class Refunds {
  constructor(
    private readonly tables: Tables,
    private readonly tell: Tell,
  ) {}

  create(form: Form): Refund {
    const charge = this.chargeOf(form);
    const left = charge.amount - charge.amount_refunded;
    if (charge.disputed) {
      throw invalidRequest(`Charge ${charge.id} has been charged back; cannot issue a refund.`, {
        code: 'charge_disputed',
      });
    }
    if (left === 0) {
      throw invalidRequest(`Charge ${charge.id} has already been refunded.`, {
        code: 'charge_already_refunded',
      });
    }
    const amount = form.integer('amount', left);
    if (amount < 1) throw invalidRequest('Invalid positive integer', { param: 'amount' });
    if (amount > left) {
      const message = `Refund amount (${amount}) is greater than unrefunded amount on charge (${left})`;
      throw invalidRequest(message, { param: 'amount' });
    }
    return this.make(charge, amount, form.group('metadata'));
  }

  get(id: string): Refund {
    const refund = this.tables.refunds.get(id);
    if (refund) return refund;
    throw new StripeFault(404, noSuch('refund', id, 'id').error);
  }

  /** What becomes of a refund after a while. */
  finish(refund: Refund, status: 'succeeded' | 'failed'): void {
    refund.status = status;
    if (status === 'failed') refund.failure_reason = 'expired_or_canceled_card';
    this.tell('refund.updated', refund);
    this.tell('charge.refund.updated', refund);
    if (status === 'succeeded') return;
    const charge = this.tables.charges.get(refund.charge);
    if (charge) {
      charge.amount_refunded -= refund.amount;
      charge.refunded = false;
    }
    this.tell('refund.failed', refund);
  }

  private make(charge: Charge, amount: number, metadata: Record<string, string>): Refund {
    const intent = this.tables.paymentIntents.get(charge.payment_intent);
    const card = this.tables.cards.get(intent?.payment_method ?? '');
    const refund: Refund = {
      id: newId('re'),
      object: 'refund',
      amount,
      currency: charge.currency,
      charge: charge.id,
      payment_intent: charge.payment_intent,
      created: nowS(),
      metadata,
      status: card?.refund === 'pending' ? 'pending' : 'succeeded',
    };
    this.tables.refunds.set(refund.id, refund);
    charge.amount_refunded += amount;
    charge.refunded = charge.amount_refunded === charge.amount;
    this.tell('refund.created', refund);
    this.tell('charge.refunded', charge);
    return refund;
  }

  private chargeOf(form: Form): Charge {
    const intentId = form.maybe('payment_intent');
    const intent = intentId === null ? null : this.tables.paymentIntents.get(intentId);
    if (intentId !== null && !intent) throw noSuch('payment_intent', intentId, 'payment_intent');
    const id = intent ? intent.latest_charge : form.required('charge');
    const charge = this.tables.charges.get(id ?? '');
    if (charge?.paid) return charge;
    throw invalidRequest('This PaymentIntent does not have a successful charge to refund.', {
      param: 'payment_intent',
    });
  }
}
