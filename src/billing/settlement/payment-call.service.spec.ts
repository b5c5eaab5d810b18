import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { testConfig } from '../../../test/support/config.js';
import { decimal } from '../../domain/decimal.js';
import type {
  ChargeRequest,
  PaymentClient,
  RefundRequest,
} from '../../integrations/payment/payment.client.js';
import { NO_ANSWER, PaymentCall } from './payment-call.service.js';
import type { SettlementAttempt } from './settlement-attempt.js';

Logger.overrideLogger(false);

const PAYMENT: SettlementAttempt = {
  attemptId: 'att_1',
  account: { type: 'user', id: 'alice' },
  kind: 'payment',
  billingId: 'bill_1',
  state: 'created',
  amount: decimal('2'),
  currency: 'CREDIT',
  token: 'tok_ok',
  chargeTransactionId: null,
  checks: 0,
  ageMs: 0,
};

const config = testConfig({ settlement: { callTimeoutMs: 20 } });

function client(overrides: Partial<PaymentClient>): PaymentClient {
  const unexpected = () => Promise.reject(new Error('unexpected call'));
  return { charge: unexpected, refund: unexpected, lookup: unexpected, ...overrides };
}

describe('a call to the payment service', () => {
  it('charges the card under the id of the attempt', async () => {
    let seen: ChargeRequest | undefined;
    const call = new PaymentCall(
      client({
        charge: async (request) => ((seen = request), { status: 'succeeded', transactionId: 'ch_1' }),
      }),
      config,
    );
    await expect(call.send(PAYMENT)).resolves.toEqual({ status: 'succeeded', transactionId: 'ch_1' });
    expect(seen).toEqual({
      idempotencyKey: 'att_1',
      amount: decimal('2'),
      currency: 'CREDIT',
      token: 'tok_ok',
    });
  });

  it('gives back the charge that a refund names', async () => {
    let seen: RefundRequest | undefined;
    const call = new PaymentCall(
      client({
        refund: async (request) => ((seen = request), { status: 'succeeded', transactionId: 're_1' }),
      }),
      config,
    );
    await call.send({ ...PAYMENT, kind: 'payment_refund', token: null, chargeTransactionId: 'ch_1' });
    expect(seen?.transactionId).toBe('ch_1');
  });

  it('reads a failed call as no answer, never as a declined payment', async () => {
    const call = new PaymentCall(
      client({ charge: () => Promise.reject(new Error('socket hang up')) }),
      config,
    );
    await expect(call.send(PAYMENT)).resolves.toBe(NO_ANSWER);
  });

  it('gives up after the time-out even when the client ignores its signal', async () => {
    const call = new PaymentCall(client({ charge: () => new Promise(() => {}) }), config);
    await expect(call.send(PAYMENT)).resolves.toBe(NO_ANSWER);
  });

  it('tells a payment that never arrived from a question that got no answer', async () => {
    const never = new PaymentCall(client({ lookup: async () => null }), config);
    const silent = new PaymentCall(client({ lookup: () => new Promise(() => {}) }), config);
    await expect(never.ask(PAYMENT)).resolves.toBeNull();
    await expect(silent.ask(PAYMENT)).resolves.toBe(NO_ANSWER);
  });
});
