import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { testConfig } from '../../../../test/support/config.js';
import { settlementAttempt } from '../../../../test/support/engine/settlement-attempt.js';
import { decimal } from '../../../domain/decimal.js';
import {
  type ChargeRequest,
  NotSent,
  type RefundRequest,
  type RemotePayer,
} from '../../../integrations/payer/remote-payer.js';
import { NO_ANSWER, NOT_SENT, PayerCall } from './payer-call.service.js';

Logger.overrideLogger(false);

const PAYMENT = settlementAttempt();
const config = testConfig({ settlement: { callTimeoutMs: 20 } });

function callOf(payer: Partial<RemotePayer> | null): PayerCall {
  const unexpected = () => Promise.reject(new Error('unexpected call'));
  const whole = payer && {
    isIdempotent: false,
    charge: unexpected,
    refund: unexpected,
    lookup: unexpected,
    ...payer,
  };
  return new PayerCall({ payerOf: () => whole, isAvailable: () => true }, config);
}

describe('a call to a payer outside', () => {
  it('charges under the id of the attempt', async () => {
    let seen: ChargeRequest | undefined;
    const call = callOf({
      charge: async (request) => ((seen = request), { status: 'succeeded', transactionId: 'ch_1' }),
    });
    await expect(call.send(PAYMENT)).resolves.toEqual({ status: 'succeeded', transactionId: 'ch_1' });
    expect(seen).toEqual({
      kind: 'charge',
      attemptId: 'att_1',
      billingId: 'bill_1',
      account: { type: 'user', id: 'alice' },
      amount: decimal('2'),
      currency: 'CREDIT',
      token: 'tok_ok',
      createdAt: 0,
      sentBefore: false,
    });
  });

  it('says when the attempt may have been sent before', async () => {
    let seen: ChargeRequest | undefined;
    const call = callOf({
      charge: async (request) => ((seen = request), { status: 'succeeded', transactionId: 'ch_1' }),
    });
    await call.send(settlementAttempt({ leaseNumber: 2 }));
    expect(seen?.sentBefore).toBe(true);
  });

  it('gives back the charge that a refund names', async () => {
    let seen: RefundRequest | undefined;
    const call = callOf({
      refund: async (request) => ((seen = request), { status: 'succeeded', transactionId: 're_1' }),
    });
    await call.send(settlementAttempt({ kind: 'wallet_refund', token: null, chargeTransactionId: 'ch_1' }));
    expect(seen?.transactionId).toBe('ch_1');
  });

  it('reads a failed call as no answer, never as a declined one', async () => {
    const call = callOf({ charge: () => Promise.reject(new Error('socket hang up')) });
    await expect(call.send(PAYMENT)).resolves.toBe(NO_ANSWER);
  });

  it('tells a call that did not arrive from one without an answer', async () => {
    const call = callOf({ charge: () => Promise.reject(new NotSent('the breaker is open')) });
    await expect(call.send(PAYMENT)).resolves.toBe(NOT_SENT);
  });

  it('gives up after the time-out even when the payer ignores its signal', async () => {
    const call = callOf({ charge: () => new Promise(() => {}) });
    await expect(call.send(PAYMENT)).resolves.toBe(NO_ANSWER);
  });

  it('tells a charge that is not there from a question that got no answer', async () => {
    await expect(callOf({ lookup: async () => null }).ask(PAYMENT)).resolves.toBeNull();
    await expect(callOf({ lookup: () => new Promise(() => {}) }).ask(PAYMENT)).resolves.toBe(NO_ANSWER);
    const open = callOf({ lookup: () => Promise.reject(new NotSent('the breaker is open')) });
    await expect(open.ask(PAYMENT)).resolves.toBe(NO_ANSWER);
  });

  it('does not send what is paid here meanwhile; of what was sent nobody knows', async () => {
    await expect(callOf(null).send(PAYMENT)).resolves.toBe(NOT_SENT);
    await expect(callOf(null).send(settlementAttempt({ leaseNumber: 2 }))).resolves.toBe(NO_ANSWER);
    await expect(callOf(null).ask(PAYMENT)).resolves.toBe(NO_ANSWER);
  });
});
