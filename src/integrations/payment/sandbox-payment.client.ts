import { Injectable } from '@nestjs/common';
import type { ChargeRequest, PaymentClient, PaymentResult, RefundRequest } from './payment.client.js';
import { type SandboxPayment, SandboxPaymentStore } from './sandbox-payment.store.js';

/** The card whose payments are declined. */
const DECLINED_TOKEN = 'tok_decline';
/** The card whose payments are made, but the answer never arrives: the case that a retry must not charge twice. */
const SILENT_TOKEN = 'tok_timeout';

/**
 * A payment service inside this process, as a remote one would behave: it keeps its own books in its own
 * transactions, answers a repeated key with the first result, and its answer can get lost after the money moved.
 */
@Injectable()
export class SandboxPaymentClient implements PaymentClient {
  constructor(private readonly payments: SandboxPaymentStore) {}

  async charge(request: ChargeRequest, signal: AbortSignal): Promise<PaymentResult> {
    const succeeds = request.token !== DECLINED_TOKEN;
    return this.answer(
      {
        idempotencyKey: request.idempotencyKey,
        kind: 'charge',
        token: request.token,
        currency: request.currency,
        amount: request.amount,
        status: succeeds ? 'succeeded' : 'declined',
        transactionId: succeeds ? chargeTransactionOf(request.idempotencyKey) : null,
      },
      signal,
    );
  }

  async refund(request: RefundRequest, signal: AbortSignal): Promise<PaymentResult> {
    const charge = await this.payments.find(keyOfCharge(request.transactionId));
    const refundable =
      charge?.status === 'succeeded' &&
      charge.kind === 'charge' &&
      charge.currency === request.currency &&
      charge.amount.gte(request.amount);
    return this.answer(
      {
        idempotencyKey: request.idempotencyKey,
        kind: 'refund',
        token: charge?.token ?? '',
        currency: request.currency,
        amount: request.amount,
        status: refundable ? 'succeeded' : 'declined',
        transactionId: refundable ? `re_${request.idempotencyKey}` : null,
      },
      signal,
    );
  }

  async lookup(idempotencyKey: string): Promise<PaymentResult | null> {
    const payment = await this.payments.find(idempotencyKey);
    return payment === null ? null : resultOf(payment);
  }

  private async answer(asked: SandboxPayment, signal: AbortSignal): Promise<PaymentResult> {
    const kept = await this.payments.keepFirst(asked);
    if (kept.kind !== asked.kind || kept.currency !== asked.currency || !kept.amount.eq(asked.amount)) {
      throw new Error(`The idempotency key ${asked.idempotencyKey} was used for another payment.`);
    }
    if (kept.token === SILENT_TOKEN) await silence(signal);
    return resultOf(kept);
  }
}

function resultOf(payment: SandboxPayment): PaymentResult {
  return payment.transactionId === null
    ? { status: 'declined', reason: payment.kind === 'charge' ? 'card_declined' : 'charge_not_refundable' }
    : { status: 'succeeded', transactionId: payment.transactionId };
}

/** The transaction id names its key, so that a refund finds its charge without a second index. */
function chargeTransactionOf(idempotencyKey: string): string {
  return `ch_${idempotencyKey}`;
}

function keyOfCharge(transactionId: string): string {
  return transactionId.replace(/^ch_/, '');
}

/** Waits for an answer that never comes, until the caller hangs up. */
function silence(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const hangUp = (): void => reject(signal.reason);
    if (signal.aborted) hangUp();
    else signal.addEventListener('abort', hangUp, { once: true });
  });
}
