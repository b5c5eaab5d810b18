import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import {
  type ChargeRequest,
  NotSent,
  type PayerResult,
  type RefundRequest,
} from '../../../src/integrations/payer/remote-payer.js';
import { REMOTE_PAYERS, type RemotePayers } from '../../../src/integrations/payer/remote-payers.js';
import { StripePayer } from '../../../src/integrations/stripe/stripe.payer.js';
import { serviceSuite } from '../../support/service-suite.js';
import { chargeOf, refundOf, startFakeStripe } from '../../support/stripe.js';
import type { FaultKind } from '../../../upstreams/faults/fault.js';

const { fake, integrations } = await startFakeStripe();
const HOUR_MS = 3_600_000;
const CALL_MS = 400;
const suite = serviceSuite('stripe payer', { integrations, settlement: { callTimeoutMs: CALL_MS } });
const { api } = suite;

let payer: StripePayer;

beforeAll(() => {
  payer = suite.app.get(StripePayer, { strict: false });
});
afterEach(async () => {
  await fake.open();
  fake.faults.clear();
  fake.processingMs = 0;
});
afterAll(() => fake.close());

/** A saved card of a user; its token. */
async function cardOf(userId: string, token = 'pm_card_visa'): Promise<string> {
  const { status, body } = await api.post('/api/v1/payment-methods', { user_id: userId, token });
  expect(status).toBe(201);
  return String(body['token']);
}

function charge(request: ChargeRequest): Promise<PayerResult> {
  return payer.charge(request, AbortSignal.timeout(CALL_MS));
}

function refund(request: RefundRequest): Promise<PayerResult> {
  return payer.refund(request, AbortSignal.timeout(CALL_MS));
}

function lookup(request: ChargeRequest | RefundRequest): Promise<PayerResult | null> {
  return payer.lookup(request, AbortSignal.timeout(CALL_MS));
}

async function charged(userId: string, token?: string, more?: Partial<ChargeRequest>) {
  const request = chargeOf(userId, await cardOf(userId, token), more);
  const result = await charge(request);
  if (result.status !== 'succeeded') throw new Error(result.reason);
  return { request, transactionId: result.transactionId };
}

function intentsOf({ attemptId }: { readonly attemptId: string }) {
  return [...fake.tables.paymentIntents.values()].filter(
    ({ metadata }) => metadata['attempt_id'] === attemptId,
  );
}

function refundsOf({ attemptId }: { readonly attemptId: string }) {
  return [...fake.tables.refunds.values()].filter(({ metadata }) => metadata['attempt_id'] === attemptId);
}

function fault(kind: FaultKind, path: string, status?: number): void {
  fake.faults.add({ kind, method: 'POST', path, count: 1, ...(status !== undefined && { status }) });
}

describe('a charge', () => {
  it('is one payment in minor units, named by its attempt', async () => {
    const { request, transactionId } = await charged('alice');
    const [intent, ...others] = intentsOf(request);
    expect(others).toEqual([]);
    expect(intent).toMatchObject({
      id: transactionId,
      amount: 1234,
      currency: 'usd',
      status: 'succeeded',
      metadata: { billing_id: 'bill_1', attempt_id: request.attemptId },
    });
    expect(intent?.customer).toMatch(/^cus_/);
  });

  it('is sent in whole yen', async () => {
    const { request } = await charged('alice', 'pm_card_visa', { amount: decimal('500'), currency: 'JPY' });
    expect(intentsOf(request)[0]).toMatchObject({ amount: 500, currency: 'jpy' });
  });

  it('moves money once, however often it is sent', async () => {
    const { request, transactionId } = await charged('alice');
    const again = await Promise.all([charge(request), charge(request)]);
    expect(again).toEqual([
      { status: 'succeeded', transactionId },
      { status: 'succeeded', transactionId },
    ]);
    expect(intentsOf(request)).toHaveLength(1);
  });

  it.each([
    ['pm_card_chargeCustomerFail', 'generic_decline'],
    ['pm_card_authenticationRequired', 'authentication_required'],
  ])('of %s is declined as %s, and again when it is asked about or repeated', async (card, reason) => {
    const request = chargeOf('bob', await cardOf('bob', card));
    const declined = { status: 'declined', code: 'payment_declined', reason };
    expect(await charge(request)).toEqual(declined);
    expect(await charge(request)).toEqual(declined);
    expect(await lookup(request)).toEqual(declined);
    expect(intentsOf(request)).toHaveLength(1);
  });

  it('that waits for its payer is cancelled before it is declined', async () => {
    const request = chargeOf('bob', await cardOf('bob', 'pm_card_threeDSecure2Required'));
    expect(await charge(request)).toMatchObject({ status: 'declined', reason: 'authentication_required' });
    expect(intentsOf(request)[0]?.status).toBe('canceled');
    expect(await lookup(request)).toMatchObject({ status: 'declined' });
  });

  it.each([
    ['CREDIT', '5', 'currency_mismatch'],
    ['XYZ', '5', 'currency_mismatch'],
    ['USD', '0.49', 'payment_declined'],
    ['USD', '0.505', 'payment_declined'],
  ])('of %s %s is refused as %s, and nothing is left there', async (currency, amount, code) => {
    const request = chargeOf('bob', await cardOf('bob'), { currency, amount: decimal(amount) });
    expect(await charge(request)).toMatchObject({ status: 'declined', code });
    expect(intentsOf(request)).toEqual([]);
  });

  it('of a payer without a customer is declined, and not found', async () => {
    const request = chargeOf('nobody', 'pm_123');
    expect(await charge(request)).toMatchObject({ status: 'declined', reason: 'no_stripe_customer' });
    expect(await lookup(request)).toBeNull();
  });

  it('that the bank is still at is not known, not "not there", and then paid', async () => {
    const request = chargeOf('bob', await cardOf('bob', 'pm_usBankAccount_success'));
    await expect(charge(request)).rejects.toThrow('processing');
    await expect(lookup(request)).rejects.toThrow('processing');
    const [intent] = intentsOf(request);
    fake.routes.payments.finish(intent!);
    expect(await lookup(request)).toEqual({ status: 'succeeded', transactionId: intent?.id });
  });
});

describe('a charge without an answer', () => {
  it.each(['timeout_after', 'reset_after', 'garbage_after', 'error_after'] as const)(
    'is found after %s, and one payment when it is sent again',
    async (kind) => {
      const request = chargeOf('carol', await cardOf('carol'));
      fault(kind, '/v1/payment_intents');
      const error = await charge(request).catch((thrown: unknown) => thrown);
      expect(error).toHaveProperty('message');
      expect(error).not.toBeInstanceOf(NotSent);
      const found = await lookup(request);
      expect(found).toEqual({ status: 'succeeded', transactionId: intentsOf(request)[0]?.id });
      expect(await charge(request)).toEqual(found);
      expect(intentsOf(request)).toHaveLength(1);
      expect(fake.asked.get('POST /v1/payment_intents')).toBeGreaterThan(0);
    },
  );

  it.each([
    ['timeout_before', undefined],
    ['reset_before', undefined],
    ['error_before', 500],
    ['error_before', 409],
    ['rate_limited', undefined],
  ] as const)('is not known after %s %s, not found, and sent again', async (kind, status) => {
    const request = chargeOf('carol', await cardOf('carol'));
    fault(kind, '/v1/payment_intents', status);
    const error = await charge(request).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('message');
    expect(error).not.toBeInstanceOf(NotSent);
    expect(await lookup(request)).toBeNull();
    expect(await charge(request)).toMatchObject({ status: 'succeeded' });
    expect(intentsOf(request)).toHaveLength(1);
  });

  it('is sent by the SDK once: a connection that closes is nobody else’s to retry', async () => {
    const request = chargeOf('carol', await cardOf('carol'));
    const before = fake.asked.get('POST /v1/payment_intents') ?? 0;
    fault('reset_after', '/v1/payment_intents');
    await expect(charge(request)).rejects.toThrow();
    expect(fake.asked.get('POST /v1/payment_intents')).toBe(before + 1);
  });

  it('is one payment when another is under way with the same key', async () => {
    const request = chargeOf('carol', await cardOf('carol'));
    fake.processingMs = 100;
    const results = await Promise.allSettled([charge(request), charge(request)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(intentsOf(request)).toHaveLength(1);
  });

  it('older than Stripe’s memory is looked for, and never sent blindly', async () => {
    const request = chargeOf('carol', await cardOf('carol'), { createdAt: Date.now() - 30 * HOUR_MS });
    fault('timeout_after', '/v1/payment_intents');
    await expect(charge(request)).rejects.toThrow();
    fake.keys.forget();
    const [intent] = intentsOf(request);
    expect(await charge(request)).toEqual({ status: 'succeeded', transactionId: intent?.id });
    expect(intentsOf(request)).toHaveLength(1);
  });

  it('was surely not sent when nobody listens', async () => {
    const request = chargeOf('carol', await cardOf('carol'));
    await fake.close();
    await expect(charge(request)).rejects.toBeInstanceOf(NotSent);
    await expect(lookup(request)).rejects.toThrow();
  });

  it('is not sent while Stripe fails again and again, and its method is not on offer', async () => {
    const http = { ...integrations.http, breakerFailures: 2, breakerOpenMs: 60_000 };
    const { app } = await suite.startAnother({ integrations: { ...integrations, http } });
    const careful = app.get(StripePayer, { strict: false });
    const payers = app.get<RemotePayers>(REMOTE_PAYERS, { strict: false });
    const request = chargeOf('carol', await cardOf('carol'));
    expect(payers.isAvailable('payment_charge')).toBe(true);
    fake.faults.add({ kind: 'error_before', path: '/v1/payment_intents' });
    for (let tried = 0; tried < 2; tried += 1) {
      const failure = await careful
        .charge(request, AbortSignal.timeout(CALL_MS))
        .catch((error: unknown) => error);
      expect(failure).not.toBeInstanceOf(NotSent);
    }
    const asked = fake.asked.get('POST /v1/payment_intents');
    await expect(careful.charge(request, AbortSignal.timeout(CALL_MS))).rejects.toBeInstanceOf(NotSent);
    expect(fake.asked.get('POST /v1/payment_intents')).toBe(asked);
    expect(payers.isAvailable('payment_charge')).toBe(false);
  });

  it('is looked for among all payments of its payer since then', async () => {
    const token = await cardOf('dora');
    const request = chargeOf('dora', token);
    expect(await charge(request)).toMatchObject({ status: 'succeeded' });
    for (let more = 0; more < 120; more += 1) await charge(chargeOf('dora', token));
    expect(await lookup(request)).toEqual({ status: 'succeeded', transactionId: intentsOf(request)[0]?.id });
    expect(await lookup(chargeOf('dora', token))).toBeNull();
  });
});

describe('a refund', () => {
  it('gives back in parts, and not more than was taken', async () => {
    const { request, transactionId } = await charged('erin');
    const first = refundOf(request, transactionId, { amount: decimal('2.34') });
    const second = refundOf(request, transactionId, { amount: decimal('10') });
    for (const part of [first, second]) {
      expect(await refund(part)).toEqual({ status: 'succeeded', transactionId: refundsOf(part)[0]?.id });
    }
    expect(refundsOf(first)[0]?.amount).toBe(234);
    const third = refundOf(request, transactionId, { amount: decimal('0.01') });
    expect(await refund(third)).toEqual({
      status: 'declined',
      code: 'payment_declined',
      reason: 'charge_already_refunded',
    });
  });

  it('of more than is left has no way back', async () => {
    const { request, transactionId } = await charged('erin');
    const tooMuch = refundOf(request, transactionId, { amount: decimal('99') });
    expect(await refund(tooMuch)).toMatchObject({ status: 'declined', code: 'no_route_back' });
  });

  it('is made once when its answer is lost and it is sent again', async () => {
    const { request, transactionId } = await charged('erin');
    const lost = refundOf(request, transactionId);
    fault('timeout_after', '/v1/refunds');
    await expect(refund(lost)).rejects.toThrow();
    const found = await lookup(lost);
    expect(found).toEqual({ status: 'succeeded', transactionId: refundsOf(lost)[0]?.id });
    expect(await refund(lost)).toEqual(found);
    expect(refundsOf(lost)).toHaveLength(1);
  });

  it('that never arrived is not found', async () => {
    const { request, transactionId } = await charged('erin');
    const lost = refundOf(request, transactionId);
    fault('timeout_before', '/v1/refunds');
    await expect(refund(lost)).rejects.toThrow();
    expect(await lookup(lost)).toBeNull();
  });

  it('that is pending is under way, then done or without a way back', async () => {
    const { request, transactionId } = await charged('erin', 'pm_card_pendingRefund');
    const [good, bad] = [decimal('2'), decimal('3')].map((amount) =>
      refundOf(request, transactionId, { amount }),
    ) as [RefundRequest, RefundRequest];
    for (const pending of [good, bad]) {
      await expect(refund(pending)).rejects.toThrow('pending');
      await expect(lookup(pending)).rejects.toThrow('pending');
    }
    fake.routes.refunds.finish(refundsOf(good)[0]!, 'succeeded');
    fake.routes.refunds.finish(refundsOf(bad)[0]!, 'failed');
    expect(await lookup(good)).toMatchObject({ status: 'succeeded' });
    expect(await lookup(bad)).toEqual({
      status: 'declined',
      code: 'no_route_back',
      reason: 'expired_or_canceled_card',
    });
  });
});
