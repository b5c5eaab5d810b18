import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { testConfig } from '../../../test/support/config.js';
import type { Command, SettlePaymentCommand } from '../../domain/commands.js';
import { decimal } from '../../domain/decimal.js';
import type { EnginePort } from '../../engine/engine.port.js';
import type { PaymentClient, PaymentResult } from '../../integrations/payment/payment.client.js';
import { PaymentCall } from './payment-call.service.js';
import { Reconciler } from './reconciler.service.js';
import type { SettlementAttempt } from './settlement-attempt.js';
import { Settlement } from './settlement.service.js';

Logger.overrideLogger(false);

const config = testConfig({ settlement: { callTimeoutMs: 50, recheckMs: 100 } });
const OLD_MS = 150;

const UNKNOWN: SettlementAttempt = {
  attemptId: 'att_1',
  account: { type: 'user', id: 'alice' },
  kind: 'payment',
  billingId: 'bill_1',
  state: 'unknown',
  amount: decimal('2'),
  currency: 'CREDIT',
  token: 'tok_timeout',
  chargeTransactionId: null,
  checks: 1,
  ageMs: OLD_MS,
};
const SUCCEEDED: PaymentResult = { status: 'succeeded', transactionId: 'ch_1' };

/** One due attempt in one cell, a payment service that keeps the order of its calls, an engine that keeps commands. */
function reconcilerOf(attempt: SettlementAttempt, service: Partial<PaymentClient>) {
  const calls: string[] = [];
  const commands: { command: Command; key: string }[] = [];
  const transfers: string[] = [];
  const named = <T>(name: string, call: Promise<T>): Promise<T> => (calls.push(name), call);
  const silent = (): Promise<never> => new Promise(() => {});
  const client: PaymentClient = {
    charge: (...args) => named('charge', (service.charge ?? silent)(...args)),
    refund: (...args) => named('refund', (service.refund ?? silent)(...args)),
    lookup: (...args) => named('lookup', (service.lookup ?? silent)(...args)),
  };
  const engine = {
    submit: async (command: Command, { key }: { key: string }) => {
      commands.push({ command, key });
      return { outcome: { kind: 'record' }, replayed: false };
    },
  } as unknown as EnginePort;
  const due = [attempt];
  const attempts = { cells: async () => [0], claimDue: async () => due.splice(0) };
  const reconciler = new Reconciler(
    attempts,
    new PaymentCall(client, config),
    new Settlement(engine, { wake: () => {} }, config),
    { complete: async (transferId: string) => void transfers.push(transferId) },
    config,
  );
  return {
    calls,
    transfers,
    keys: () => commands.map(({ key }) => key),
    outcomes: () => commands.map(({ command }) => (command as SettlePaymentCommand).outcome),
    reconcile: () => reconciler.reconcile(),
  };
}

describe('reconciling an attempt without an answer', () => {
  it('asks before it tries again, and settles what it finds without a second charge', async () => {
    const it = reconcilerOf(UNKNOWN, { lookup: async () => SUCCEEDED });
    await it.reconcile();
    expect(it.calls).toEqual(['lookup']);
    expect(it.outcomes()).toEqual([SUCCEEDED]);
    expect(it.keys()).toEqual(['att_1:succeeded']);
  });

  it('charges again under the same key once the payment service surely never saw it', async () => {
    const it = reconcilerOf(UNKNOWN, { lookup: async () => null, charge: async () => SUCCEEDED });
    await it.reconcile();
    expect(it.calls).toEqual(['lookup', 'charge']);
    expect(it.outcomes()).toEqual([SUCCEEDED]);
  });

  it('leaves an attempt alone whose first call may still be on its way', async () => {
    const it = reconcilerOf(
      { ...UNKNOWN, state: 'created', ageMs: OLD_MS - 1 },
      { lookup: async () => null },
    );
    await it.reconcile();
    expect(it.calls).toEqual(['lookup']);
    expect(it.outcomes()).toEqual([]);
  });

  it('does not charge when its question gets no answer, and asks again later and later', async () => {
    const it = reconcilerOf({ ...UNKNOWN, checks: 3 }, {});
    await it.reconcile();
    expect(it.calls).toEqual(['lookup']);
    expect(it.outcomes()).toEqual([{ status: 'unknown', nextCheckInMs: 800 }]);
    expect(it.keys()).toEqual(['att_1:unknown:3']);
  });

  it('sends a refund again as a refund', async () => {
    const refund = { ...UNKNOWN, kind: 'payment_refund' as const, token: null, chargeTransactionId: 'ch_1' };
    const it = reconcilerOf(refund, {
      lookup: async () => null,
      refund: async () => ({ status: 'succeeded', transactionId: 're_1' }),
    });
    await it.reconcile();
    expect(it.calls).toEqual(['lookup', 'refund']);
  });

  it('completes a transfer by way of the wallet room', async () => {
    const it = reconcilerOf({ ...UNKNOWN, attemptId: 'tr_1', kind: 'transfer', billingId: null }, {});
    await it.reconcile();
    expect(it.transfers).toEqual(['tr_1']);
    expect(it.calls).toEqual([]);
  });
});
