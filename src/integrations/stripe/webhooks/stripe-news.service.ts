import { Injectable, Logger } from '@nestjs/common';
import type Stripe from 'stripe';
import type { PayerResult } from '../../payer/remote-payer.js';
import { SettlementNotices } from '../../payer/settlement-notices.js';
import { verdictOf } from '../payment-outcome.js';
import { refundResultOf } from '../refund-outcome.js';
import { StripeApi } from '../stripe-api.js';
import { kindOf } from '../stripe-error.js';
import { type ClaimedEvent, isActedUpon } from './kept-event.js';

/** Refunds of one charge that are looked at. */
const MAX_REFUNDS = 100;

/**
 * What an event means for the attempt that its object's metadata names. Events come late, twice and in any order: one
 * only says that something has changed, and what holds now is asked of Stripe.
 */
@Injectable()
export class StripeNews {
  private readonly logger = new Logger(StripeNews.name);

  constructor(
    private readonly api: StripeApi,
    private readonly notices: SettlementNotices,
  ) {}

  /** Throws when Stripe or the books cannot be reached: the event is to be tried again. */
  async act({ type, payload, eventId }: ClaimedEvent): Promise<void> {
    if (!isActedUpon(type)) return;
    const object = payload.data?.object as { readonly id: string };
    switch (type) {
      case 'payment_intent.succeeded':
      case 'payment_intent.payment_failed':
      case 'payment_intent.canceled':
        return this.tellOfPayment(object as Stripe.PaymentIntent);
      case 'refund.created':
      case 'refund.updated':
      case 'refund.failed':
      case 'charge.refund.updated':
        return this.tellOfRefund(object as Stripe.Refund);
      case 'charge.refunded':
        return this.tellOfRefunds(object as Stripe.Charge);
      case 'charge.dispute.created':
      case 'charge.dispute.updated':
      case 'charge.dispute.closed':
        return this.noteDispute(object as Stripe.Dispute, eventId);
    }
  }

  private async tellOfPayment(told: Stripe.PaymentIntent): Promise<void> {
    if (attemptOf(told) === null) return;
    const { paymentIntents } = await this.api.open();
    // Money that was taken stays taken; everything else may have changed since.
    const intent = told.status === 'succeeded' ? told : await paymentIntents.retrieve(told.id);
    const verdict = verdictOf(intent, Date.now());
    // What is not decided has news of its own to come, and the reconciler.
    if (verdict === 'under_way' || verdict === 'unfinished') return;
    await this.tell(intent, verdict);
  }

  private async tellOfRefund(told: Stripe.Refund): Promise<void> {
    if (attemptOf(told) === null) return;
    const { refunds } = await this.api.open();
    // A refund that went through can still fail at the bank.
    const refund = told.status === 'failed' ? told : await refunds.retrieve(told.id);
    const result = refundResultOf(refund);
    if (result !== null) await this.tell(refund, result);
  }

  private async tellOfRefunds(charge: Stripe.Charge): Promise<void> {
    const { refunds } = await this.api.open();
    const list = await refunds.list({ charge: charge.id, limit: MAX_REFUNDS });
    for (const refund of list.data) {
      const result = refundResultOf(refund);
      if (result !== null && attemptOf(refund) !== null) await this.tell(refund, result);
    }
  }

  private async tell(object: Named, result: PayerResult): Promise<void> {
    const attemptId = attemptOf(object);
    if (attemptId !== null) await this.notices.settled(attemptId, result);
  }

  /** Nothing is booked for it: who wins is decided elsewhere, and what follows from it by people. */
  private async noteDispute(dispute: Stripe.Dispute, eventId: string): Promise<void> {
    const paymentId = idOf(dispute.payment_intent);
    const payment = paymentId === null ? null : await this.findPayment(paymentId);
    this.logger.warn({
      msg: 'A payment is disputed',
      event_id: eventId,
      dispute_id: dispute.id,
      status: dispute.status,
      reason: dispute.reason,
      payment_intent: paymentId,
      billing_id: payment?.metadata['billing_id'] ?? null,
    });
  }

  private async findPayment(id: string): Promise<Stripe.PaymentIntent | null> {
    const { paymentIntents } = await this.api.open();
    try {
      return await paymentIntents.retrieve(id);
    } catch (error) {
      if (kindOf(error) === 'refused') return null;
      throw error;
    }
  }
}

interface Named {
  readonly metadata: Stripe.Metadata | null;
}

function attemptOf({ metadata }: Named): string | null {
  return metadata?.['attempt_id'] ?? null;
}

function idOf(object: string | { readonly id: string } | null): string | null {
  return typeof object === 'string' ? object : (object?.id ?? null);
}
