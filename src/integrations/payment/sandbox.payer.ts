import { Injectable } from '@nestjs/common';
import { declined } from '../payer/payer-results.js';
import type { ChargeRequest, PayerResult, RefundRequest, RemotePayer } from '../payer/remote-payer.js';
import { type SandboxPayment, SandboxPaymentStore } from './sandbox-payment.store.js';

/** The card whose payments are declined. */
const DECLINED_TOKEN = 'tok_decline';
/** The card whose payments are made, but the answer never arrives: the case that a retry must not charge twice. */
const SILENT_TOKEN = 'tok_timeout';

/**
 * A payment service inside this process, as a remote one would behave: it keeps its own books in its own
 * transactions, answers a repeated attempt with the first result, and its answer can get lost after the money moved.
 */
@Injectable()
export class SandboxPayer implements RemotePayer {
  readonly isIdempotent = true;

  constructor(private readonly payments: SandboxPaymentStore) {}

  async charge(request: ChargeRequest, signal: AbortSignal): Promise<PayerResult> {
    const { attemptId, token, currency, amount } = request;
    if (token === null) throw new Error(`The attempt ${attemptId} names no card.`);
    const succeeds = token !== DECLINED_TOKEN;
    return this.answer(
      {
        idempotencyKey: attemptId,
        kind: 'charge',
        token,
        currency,
        amount,
        status: succeeds ? 'succeeded' : 'declined',
        transactionId: succeeds ? chargeTransactionOf(attemptId) : null,
      },
      signal,
    );
  }

  async refund(request: RefundRequest, signal: AbortSignal): Promise<PayerResult> {
    const { attemptId, transactionId, currency, amount } = request;
    const charge = await this.payments.find(keyOfCharge(transactionId));
    const refundable =
      charge?.status === 'succeeded' &&
      charge.kind === 'charge' &&
      charge.currency === currency &&
      charge.amount.gte(amount);
    return this.answer(
      {
        idempotencyKey: attemptId,
        kind: 'refund',
        token: charge?.token ?? '',
        currency,
        amount,
        status: refundable ? 'succeeded' : 'declined',
        transactionId: refundable ? `re_${attemptId}` : null,
      },
      signal,
    );
  }

  async lookup({ attemptId }: ChargeRequest | RefundRequest): Promise<PayerResult | null> {
    const payment = await this.payments.find(attemptId);
    return payment === null ? null : resultOf(payment);
  }

  private async answer(asked: SandboxPayment, signal: AbortSignal): Promise<PayerResult> {
    const kept = await this.payments.keepFirst(asked);
    if (kept.kind !== asked.kind || kept.currency !== asked.currency || !kept.amount.eq(asked.amount)) {
      throw new Error(`The idempotency key ${asked.idempotencyKey} was used for another payment.`);
    }
    if (kept.token === SILENT_TOKEN) await silence(signal);
    return resultOf(kept);
  }
}

function resultOf({ kind, transactionId }: SandboxPayment): PayerResult {
  if (transactionId !== null) return { status: 'succeeded', transactionId };
  return kind === 'charge'
    ? declined('payment_declined', 'card_declined')
    : declined('no_route_back', 'charge_not_refundable');
}

/** The transaction id names its attempt, so that a refund finds its charge without a second index. */
function chargeTransactionOf(attemptId: string): string {
  return `ch_${attemptId}`;
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
