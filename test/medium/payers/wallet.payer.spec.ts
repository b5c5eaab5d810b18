import { beforeEach, describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import { HttpWalletPayer } from '../../../src/integrations/wallet/remote/http-wallet.payer.js';
import { WalletServiceApi } from '../../../src/integrations/wallet/remote/wallet-service.api.js';
import type { FaultKind } from '../../../upstreams/faults/fault.js';
import {
  chargeOf,
  hasty,
  outcomeOf,
  patient,
  refundOf,
  transactionIn,
} from '../../support/outside/payer-calls.js';
import { payerSuite } from '../../support/outside/payer-suite.js';

const CONSUME = '/api/v1/wallets/*/consume';
const REFUND = '/api/v1/transactions/*/refund';

const suite = payerSuite('wallet', { generation: 'v2', window_ms: 0 });
const { fake } = suite;
let payer: HttpWalletPayer;

beforeEach(async () => {
  await fake.control.create({ wallets: [{ user_id: 'alice', balance: '100' }] });
  payer = new HttpWalletPayer(new WalletServiceApi(suite.http, 'v2'));
});

/** What the wallet service has really done for an attempt. */
async function effectsOf({ attemptId }: { attemptId: string }): Promise<string[]> {
  const { transactions } = await fake.control.state();
  return transactions
    .filter(({ metadata }) => metadata['attempt_id'] === attemptId)
    .map(({ transaction_type, amount }) => `${transaction_type} ${amount}`);
}

async function balance(): Promise<number | undefined> {
  return (await fake.control.state()).wallets[0]?.balance;
}

describe('a charge of a wallet', () => {
  it.each(['v1', 'v2'] as const)(
    'takes the amount once, and leaves its ids there (%s)',
    async (generation) => {
      await fake.control.set({ generation });
      const charge = chargeOf({ amount: '0.0000003' });
      const result = await new HttpWalletPayer(new WalletServiceApi(suite.http, generation)).charge(
        charge,
        patient(),
      );
      const { transactions } = await fake.control.state();
      const { transaction_id, metadata } = transactions.at(-1) ?? {};
      expect(result).toEqual({
        status: 'succeeded',
        transactionId: transaction_id,
        balance: decimal('99.9999997'),
      });
      expect(metadata).toEqual({ billing_id: charge.billingId, attempt_id: charge.attemptId });
      expect(await effectsOf(charge)).toEqual(['consume 3e-7']);
    },
  );

  it('asks for the wallet once', async () => {
    await payer.charge(chargeOf(), patient());
    await payer.charge(chargeOf(), patient());
    const { routes } = await fake.control.counters();
    expect(routes['GET /api/v1/wallets']?.asked).toBe(1);
    expect(await balance()).toBe(79);
  });

  it('is declined where the money does not suffice, though the service answers 500', async () => {
    const charge = chargeOf({ amount: '100.01' });
    expect(await payer.charge(charge, patient())).toEqual({
      status: 'declined',
      code: 'insufficient_wallet_balance',
      reason: '400: Insufficient balance',
    });
    expect(await effectsOf(charge)).toEqual([]);
  });

  it.each([
    [400, '400: Insufficient balance'],
    [402, 'Insufficient balance'],
  ])('is declined by a %s of the same words', async (status, detail) => {
    await fake.control.addFault({ kind: 'error_before', path: CONSUME, status, detail });
    expect(await payer.charge(chargeOf(), patient())).toMatchObject({ code: 'insufficient_wallet_balance' });
  });

  it.each([
    ['a user without a wallet', { account: { type: 'user', id: 'bob' } }, 'insufficient_wallet_balance'],
    ['an organisation', { account: { type: 'organization', id: 'alice' } }, 'insufficient_wallet_balance'],
    ['another currency', { currency: 'USD' }, 'currency_mismatch'],
    ['a ninth decimal', { amount: '0.000000001' }, 'payment_declined'],
  ] as const)('is declined for %s, and nothing is sent', async (_, overrides, code) => {
    expect(await payer.charge(chargeOf(overrides), patient())).toMatchObject({ status: 'declined', code });
    const { routes } = await fake.control.counters();
    expect(Object.keys(routes).filter((route) => route.startsWith('POST'))).toEqual([]);
  });

  it('looks for the wallet again after one that it knew has gone', async () => {
    await payer.charge(chargeOf(), patient());
    await fake.control.reset();
    await fake.control.create({ wallets: [{ user_id: 'alice', balance: '7' }] });
    expect(await payer.charge(chargeOf({ amount: '5' }), patient())).toMatchObject({ status: 'declined' });
    expect(await payer.charge(chargeOf({ amount: '5' }), patient())).toMatchObject({ balance: decimal('2') });
  });
});

describe('a charge without a clear answer', () => {
  it.each(['timeout_after', 'reset_after', 'error_after', 'garbage_after'] as FaultKind[])(
    'is found by a look-up after %s, made once',
    async (kind) => {
      await fake.control.addFault({ kind, path: CONSUME, count: 1 });
      const charge = chargeOf();
      expect(await outcomeOf(payer.charge(charge, hasty()))).toBe('unknown');
      const found = await payer.lookup(charge, patient());
      const { transactions } = await fake.control.state();
      expect(transactionIn(found)).toBe(transactions.at(-1)?.transaction_id);
      expect(await effectsOf(charge)).toEqual(['consume 10.5']);
    },
  );

  it.each(['timeout_before', 'reset_before', 'error_before', 'garbage_before'] as FaultKind[])(
    'is not found after %s, and nothing was taken',
    async (kind) => {
      await fake.control.addFault({ kind, path: CONSUME, count: 1 });
      const charge = chargeOf();
      expect(await outcomeOf(payer.charge(charge, hasty()))).toBe('unknown');
      expect(await payer.lookup(charge, patient())).toBeNull();
      expect(await effectsOf(charge)).toEqual([]);
    },
  );

  it('is found once its effect has come after all', async () => {
    await fake.control.addFault({ kind: 'late_effect', path: CONSUME, count: 1, after_ms: 50 });
    const charge = chargeOf();
    expect(await outcomeOf(payer.charge(charge, hasty()))).toBe('unknown');
    let found = null;
    while (found === null) found = await payer.lookup(charge, patient());
    expect(await effectsOf(charge)).toEqual(['consume 10.5']);
  });

  it('surely was not sent where nobody listens, too many come, or the wallet could not be asked for', async () => {
    await fake.control.addFault({ kind: 'rate_limited', path: CONSUME, count: 1 });
    expect(await outcomeOf(payer.charge(chargeOf(), patient()))).toBe('not_sent');
    await fake.control.down();
    expect(await outcomeOf(payer.charge(chargeOf(), patient()))).toBe('not_sent');
    await expect(payer.charge(chargeOf(), patient())).rejects.toThrow(/^wallet: connect ECONNREFUSED [^ ]+$/);
    await fake.control.up();
    await fake.control.addFault({ kind: 'error_before', method: 'GET', status: 500 });
    const stranger = chargeOf({ account: { type: 'user', id: 'bob' } });
    expect(await outcomeOf(payer.charge(stranger, patient()))).toBe('not_sent');
    expect(await balance()).toBe(100);
  });

  it('is found beyond the first page, by its own id, and as what it was', async () => {
    const first = chargeOf({ amount: '0.1' });
    const made = await payer.charge(first, patient());
    const later = Array.from({ length: 120 }, () => chargeOf({ amount: '0.1' }));
    await Promise.all(later.map((charge) => payer.charge(charge, patient())));
    expect(transactionIn(await payer.lookup(first, patient()))).toBe(transactionIn(made));
    const refund = { ...refundOf(first, transactionIn(made), '0.1'), attemptId: first.attemptId };
    expect(await payer.lookup(refund, patient())).toBeNull();
  });

  it('stays unknown while the look-up gets no answer', async () => {
    const charge = chargeOf();
    await payer.charge(charge, patient());
    await fake.control.addFault({ kind: 'error_before', path: '/api/v1/wallets/*/transactions' });
    await expect(payer.lookup(charge, patient())).rejects.toThrow('answered 500');
  });
});

describe('a refund to a wallet', () => {
  it('gives back a part, and is found', async () => {
    const charge = chargeOf();
    const transactionId = transactionIn(await payer.charge(charge, patient()));
    const refund = refundOf(charge, transactionId, '4.25');
    const result = await payer.refund(refund, patient());
    expect(result).toMatchObject({ status: 'succeeded', balance: decimal('93.75') });
    expect(transactionIn(await payer.lookup(refund, patient()))).toBe(transactionIn(result));
    expect(await effectsOf(refund)).toEqual(['refund 4.25']);
    expect(await effectsOf(charge)).toEqual(['consume 10.5']);
  });

  it.each(['timeout_after', 'reset_after'] as FaultKind[])('is found after %s, made once', async (kind) => {
    const charge = chargeOf();
    const transactionId = transactionIn(await payer.charge(charge, patient()));
    await fake.control.addFault({ kind, path: REFUND, count: 1 });
    const refund = refundOf(charge, transactionId, '10.5');
    expect(await outcomeOf(payer.refund(refund, hasty()))).toBe('unknown');
    expect(await payer.lookup(refund, patient())).toMatchObject({ status: 'succeeded' });
    expect(await balance()).toBe(100);
  });

  it('has no way back where the service refuses it', async () => {
    const charge = chargeOf();
    const transactionId = transactionIn(await payer.charge(charge, patient()));
    const declined = { status: 'declined', code: 'no_route_back', reason: '400: Failed to process refund' };
    expect(await payer.refund(refundOf(charge, transactionId, '10.51'), patient())).toEqual(declined);
    expect(await payer.refund(refundOf(charge, 'nothing', '1'), patient())).toEqual(declined);
  });

  it('was made if the books say so, whatever the refusal says', async () => {
    const charge = chargeOf();
    const transactionId = transactionIn(await payer.charge(charge, patient()));
    const detail = '400: Failed to process refund';
    await fake.control.addFault({ kind: 'error_after', path: REFUND, status: 500, detail });
    const refund = refundOf(charge, transactionId, '10.5');
    expect(await payer.refund(refund, patient())).toMatchObject({ status: 'succeeded' });
    expect(await effectsOf(refund)).toEqual(['refund 10.5']);
  });
});
