import { beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { decimal, ZERO } from '../../../src/domain/decimal.js';
import { HttpCreditBalances } from '../../../src/integrations/credits/http-credit-balances.js';
import { HttpCreditsPayer } from '../../../src/integrations/credits/http-credits.payer.js';
import { SubscriptionServiceApi } from '../../../src/integrations/subscription/subscription-service.api.js';
import type { FaultKind } from '../../../upstreams/faults/fault.js';
import { chargeOf, hasty, outcomeOf, patient } from '../../support/outside/payer-calls.js';
import { payerSuite } from '../../support/outside/payer-suite.js';
import { waitUntil } from '../../support/wait-until.js';

const RESERVE = '/api/v1/subscriptions/credits/reserve';
const RELEASE = '/api/v1/subscriptions/credits/release';
const RECONCILE = '/api/v1/subscriptions/credits/reconcile';

const suite = payerSuite('subscription', {});
const { fake } = suite;
let payer: HttpCreditsPayer;
let balances: HttpCreditBalances;

beforeAll(() => {
  payer = new HttpCreditsPayer(new SubscriptionServiceApi(suite.http));
  balances = new HttpCreditBalances(new SubscriptionServiceApi(suite.http), {
    creditsOf: () => Promise.resolve(ZERO),
  });
});

beforeEach(async () => {
  await fake.control.create({
    subscriptions: [
      { user_id: 'alice', credits: 1_000 },
      { user_id: 'bob', organization_id: 'acme', credits: 500 },
    ],
  });
});

const ALICE = { type: 'user', id: 'alice' } as const;
const ACME = { type: 'organization', id: 'acme' } as const;

const left = (account: typeof ALICE | typeof ACME = ALICE): Promise<unknown> =>
  balances.creditsOf(account, 'CREDIT').then((credits) => credits.toFixed());

describe('a charge of credits', () => {
  it.each([
    ['CREDIT', '30', '970', '970'],
    ['USD', '0.0003', '970', '0.0097'],
  ])('takes whole credits for %s %s', async (currency, amount, remaining, balance) => {
    const result = await payer.charge(chargeOf({ currency, amount }), patient());
    const [reservation] = (await fake.control.state()).reservations;
    expect(result).toEqual({
      status: 'succeeded',
      transactionId: reservation?.reservation_id,
      balance: decimal(balance),
    });
    expect(reservation).toMatchObject({ status: 'reconciled', credits_consumed: 30 });
    expect(await left()).toBe(remaining);
  });

  it('takes those of an organisation from its own subscription', async () => {
    const result = await payer.charge(chargeOf({ account: ACME, amount: '100' }), patient());
    expect(result).toMatchObject({ status: 'succeeded', balance: decimal('400') });
    expect([await left(), await left(ACME)]).toEqual(['1000', '400']);
  });

  it.each([
    ['more than there are', { amount: '1001' }, 'insufficient_credit_balance', /^Insufficient credits/],
    [
      'nobody with a subscription',
      { account: { type: 'user', id: 'carol' }, amount: '1' },
      'insufficient_credit_balance',
      /^No active subscription/,
    ],
    ['a part of a credit', { amount: '0.5' }, 'payment_declined', /whole credits/],
    ['a part of a credit in dollars', { amount: '0.000005', currency: 'USD' }, 'payment_declined', /whole/],
    ['another currency', { amount: '1', currency: 'CNY' }, 'currency_mismatch', /CNY/],
  ] as const)('is declined for %s', async (_, overrides, code, reason) => {
    expect(await payer.charge(chargeOf(overrides), patient())).toEqual({
      status: 'declined',
      code,
      reason: expect.stringMatching(reason),
    });
    expect((await fake.control.state()).movements).toEqual([]);
  });

  it('says in which steps it takes a currency', () => {
    const steps = ['CREDIT', 'USD', 'CNY'].map((currency) => payer.units(currency)?.unit.toFixed());
    expect(steps).toEqual(['1', '0.00001', undefined]);
  });

  it('surely was not sent where nobody listens', async () => {
    await fake.control.down();
    expect(await outcomeOf(payer.charge(chargeOf({ amount: '30' }), patient()))).toBe('not_sent');
  });
});

describe('a charge of credits that is sent again', () => {
  const faults: [FaultKind, string][] = [RESERVE, RECONCILE].flatMap((path) =>
    (
      [
        'timeout_before',
        'timeout_after',
        'reset_before',
        'reset_after',
        'error_after',
        'garbage_after',
      ] as const
    ).map((kind): [FaultKind, string] => [kind, path]),
  );

  it.each(faults)('takes them once after %s of %s', async (kind, path) => {
    await fake.control.addFault({ kind, path, count: 1 });
    const charge = chargeOf({ amount: '30' });
    expect(await outcomeOf(payer.charge(charge, hasty()))).toBe('unknown');
    expect(await payer.lookup()).toBeNull();
    expect(await payer.charge({ ...charge, sentBefore: true }, patient())).toMatchObject({
      status: 'succeeded',
    });
    expect(await left()).toBe('970');
    expect((await fake.control.state()).reservations).toHaveLength(1);
  });

  it('takes them once however late an effect comes, and however often it is sent', async () => {
    await fake.control.addFault({ kind: 'late_effect', path: RECONCILE, count: 1, after_ms: 50 });
    const charge = chargeOf({ amount: '30' });
    await outcomeOf(payer.charge(charge, hasty()));
    await Promise.all([1, 2, 3].map(() => payer.charge(charge, patient())));
    expect(await left()).toBe('970');
  });

  it('stays unknown where its reservation is open and the service is gone', async () => {
    await fake.control.addFault({ kind: 'rate_limited', path: RECONCILE, count: 1 });
    const charge = chargeOf({ amount: '30' });
    expect(await outcomeOf(payer.charge(charge, patient()))).toBe('unknown');
    expect(await payer.charge(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await left()).toBe('970');
  });

  it('stays unknown where its subscription has ended since: nobody can tell what it took', async () => {
    const charge = chargeOf({ amount: '30', account: { type: 'user', id: 'carol' }, sentBefore: true });
    expect(await outcomeOf(payer.charge(charge, patient()))).toBe('unknown');
  });
});

describe('a charge of credits that is given up', () => {
  const reservations = async () => (await fake.control.state()).reservations.map(({ status }) => status);

  it('gives back what it had set aside, once', async () => {
    await fake.control.addFault({ kind: 'error_before', path: RECONCILE });
    const charge = chargeOf({ amount: '30' });
    expect(await outcomeOf(payer.charge(charge, patient()))).toBe('unknown');
    expect(await left()).toBe('970');
    expect(await payer.withdraw(charge, patient())).toBeNull();
    expect(await payer.withdraw(charge, patient())).toBeNull();
    expect([await left(), await reservations()]).toEqual(['1000', ['released']]);
  });

  it.each(['reset_after', 'timeout_after', 'error_after', 'reset_before'] as FaultKind[])(
    'gives it back once though the answer is lost by %s',
    async (kind) => {
      await fake.control.addFault({ kind: 'reset_after', path: RESERVE, count: 1 });
      await fake.control.addFault({ kind, path: RELEASE, count: 1 });
      const charge = chargeOf({ amount: '30' });
      await outcomeOf(payer.charge(charge, patient()));
      await expect(payer.withdraw(charge, hasty())).rejects.toThrow();
      expect(await payer.withdraw(charge, patient())).toBeNull();
      expect([await left(), await reservations()]).toEqual(['1000', ['released']]);
    },
  );

  it('says so where it was taken after all', async () => {
    await fake.control.addFault({ kind: 'reset_after', path: RECONCILE, count: 1 });
    const charge = chargeOf({ amount: '30' });
    await outcomeOf(payer.charge(charge, patient()));
    expect(await payer.withdraw(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await left()).toBe('970');
  });

  it('takes nothing by an earlier call that is let in only then', async () => {
    await fake.control.addFault({ kind: 'late_effect', path: RESERVE, count: 1 });
    const charge = chargeOf({ amount: '30' });
    const line = new AbortController();
    const late = outcomeOf(payer.charge(charge, line.signal));
    await waitUntil('it is on its way', async () => {
      const { routes } = await fake.control.counters();
      return routes[`POST ${RESERVE}`]?.asked === 1;
    });
    expect(await payer.withdraw(charge, patient())).toBeNull();
    line.abort(new Error('hung up'));
    expect(await late).toBe('unknown');
    expect(await outcomeOf(payer.charge(charge, patient()))).toMatchObject({ status: 'declined' });
    expect([await left(), await reservations()]).toEqual(['1000', ['released']]);
  });

  it('has nothing there where there is not enough, and stays unknown where the subscription has ended', async () => {
    expect(await payer.withdraw(chargeOf({ amount: '1001' }), patient())).toBeNull();
    const carol = { type: 'user', id: 'carol' } as const;
    const ended = chargeOf({ amount: '30', account: carol });
    await expect(payer.withdraw(ended, patient())).rejects.toThrow('No active subscription');
  });
});

describe('a refund of credits', () => {
  it('has no way back', async () => {
    expect(await payer.refund()).toMatchObject({ status: 'declined', code: 'no_route_back' });
  });
});
