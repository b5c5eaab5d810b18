import { describe, expect, it } from '@jest/globals';
import type { FaultKind } from '../../../upstreams/faults/fault.js';
import { hasty, outcomeOf, patient, transactionIn } from '../../support/outside/payer-calls.js';
import { cardsSuite, inDollars, SECRET } from '../../support/outside/cards-suite.js';

const INTENT = '/api/v1/payment/payments/intent';
const CONFIRM = '/api/v1/payment/payments/*/confirm';

const suite = cardsSuite();
const { fake } = suite;

/** The payments of an attempt, by status, and the cents that were really taken for it. */
async function paymentsOf({
  attemptId,
}: {
  attemptId: string;
}): Promise<{ statuses: string[]; cents: number }> {
  const { payments, processor } = await fake.control.state();
  const ours = payments.filter(({ order_id }) => order_id === attemptId);
  const taken = processor.filter(
    (row) => row.captured && ours.some((own) => own.payment_id === row.payment_id),
  );
  return {
    statuses: ours.map(({ status }) => status),
    cents: taken.reduce((sum, { cents }) => sum + cents, 0),
  };
}

describe('a charge of a card', () => {
  it.each(['v1', 'v2'] as const)(
    'is an intent under the id of the attempt, confirmed (%s)',
    async (generation) => {
      await fake.control.set({ generation });
      const charge = inDollars();
      const result = await suite.payerWith(generation).charge(charge, patient());
      const [payment] = (await fake.control.state()).payments;
      expect(transactionIn(result)).toBe(payment?.payment_id);
      expect(payment).toMatchObject({ user_id: 'alice', payment_method_id: 'pm_card', amount: 10.5 });
      expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
    },
  );

  it('does not look for what an attempt has left that was surely never sent', async () => {
    await suite.payer.charge(inDollars({ sentBefore: false }), patient());
    const { routes } = await fake.control.counters();
    expect(routes['GET /api/v1/payment/payments/user/{user_id}']).toBeUndefined();
  });

  it('is declined where the service refuses the intent', async () => {
    await fake.control.create({ unknown_users: ['alice'] });
    expect(await suite.payer.charge(inDollars(), patient())).toEqual({
      status: 'declined',
      code: 'payment_declined',
      reason: 'User alice does not exist',
    });
  });

  it.each([
    ['CREDIT', { currency: 'CREDIT' }, 'currency_mismatch'],
    ['JPY, which the service takes a hundredfold', { currency: 'JPY', amount: '500' }, 'currency_mismatch'],
    ['a fraction of a cent, which the service would cut off', { amount: '0.505' }, 'payment_declined'],
    ['an organisation', { account: { type: 'organization', id: 'acme' } }, 'payment_declined'],
  ] as const)('is declined for %s, and nothing is sent', async (_, overrides, code) => {
    expect(await suite.payer.charge(inDollars(overrides), patient())).toMatchObject({
      status: 'declined',
      code,
    });
    expect((await fake.control.counters()).routes).toEqual({});
  });

  it('surely was not sent where the service does not know us, or is down', async () => {
    const stranger = suite.payerWith('v2', 'wrong');
    expect(await outcomeOf(stranger.charge(inDollars(), patient()))).toBe('not_sent');
    await fake.control.down();
    expect(await outcomeOf(suite.payer.charge(inDollars({ sentBefore: false }), patient()))).toBe('not_sent');
  });
});

describe('a charge without a clear answer', () => {
  const lost: FaultKind[] = ['timeout_after', 'reset_after', 'error_after', 'garbage_after'];

  it.each(lost)('is found by a look-up after %s of the confirmation', async (kind) => {
    await fake.control.addFault({ kind, path: CONFIRM, count: 1 });
    const charge = inDollars();
    expect(await outcomeOf(suite.payer.charge(charge, hasty()))).toBe('unknown');
    expect(await suite.payer.lookup(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
  });

  it.each(lost)('goes on with its own intent after %s of the intent', async (kind) => {
    await fake.control.addFault({ kind, path: INTENT, count: 1 });
    const charge = inDollars();
    expect(await outcomeOf(suite.payer.charge(charge, hasty()))).toBe('unknown');
    expect(await suite.payer.lookup(charge, patient())).toBeNull();
    expect(await suite.payer.charge(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
  });

  it.each(['timeout_before', 'reset_before', 'error_before'] as FaultKind[])(
    'confirms its own intent after %s of the confirmation',
    async (kind) => {
      await fake.control.addFault({ kind, path: CONFIRM, count: 1 });
      const charge = inDollars();
      expect(await outcomeOf(suite.payer.charge(charge, hasty()))).toBe('unknown');
      expect(await suite.payer.lookup(charge, patient())).toBeNull();
      expect(await suite.payer.charge(charge, patient())).toMatchObject({ status: 'succeeded' });
      expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
    },
  );

  it('takes the money once however often a confirmation comes', async () => {
    await fake.control.addFault({ kind: 'late_effect', path: CONFIRM, count: 1, after_ms: 100 });
    const charge = inDollars();
    expect(await outcomeOf(suite.payer.charge(charge, hasty()))).toBe('unknown');
    expect(await suite.payer.charge(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await suite.payer.charge(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
  });

  it('answers the same when it is sent again', async () => {
    const charge = inDollars();
    const first = await suite.payer.charge(charge, patient());
    expect(await suite.payer.charge(charge, patient())).toEqual(first);
    expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
  });

  it('is declined where the payment has failed meanwhile', async () => {
    await fake.control.addFault({ kind: 'error_before', path: CONFIRM, count: 1 });
    const charge = inDollars();
    await outcomeOf(suite.payer.charge(charge, patient()));
    const [payment] = (await fake.control.state()).payments;
    await fetch(`${fake.url}/api/v1/payment/payments/${payment?.payment_id}/fail`, {
      method: 'POST',
      headers: { 'x-internal-service': 'true', 'x-internal-service-secret': SECRET },
      body: JSON.stringify({ failure_reason: 'card expired' }),
    });
    const declined = { status: 'declined', code: 'payment_declined', reason: 'card expired' };
    expect(await suite.payer.lookup(charge, patient())).toEqual(declined);
    expect(await suite.payer.charge(charge, patient())).toEqual(declined);
  });

  it('is found behind more than a hundred others of the same user', async () => {
    const charge = inDollars();
    const made = await suite.payer.charge(charge, patient());
    const others = Array.from({ length: 110 }, () => inDollars({ sentBefore: false }));
    await Promise.all(others.map((other) => suite.payer.charge(other, patient())));
    expect(transactionIn(await suite.payer.lookup(charge, patient()))).toBe(transactionIn(made));
    expect(await suite.payer.lookup(inDollars(), patient())).toBeNull();
  });
});
