import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { ChargeRequest } from '../../../src/integrations/payer/remote-payer.js';
import { HttpPaymentPayer } from '../../../src/integrations/payment/http-payment.payer.js';
import { PaymentServiceApi } from '../../../src/integrations/payment/payment-service.api.js';
import type { FaultKind } from '../../../upstreams/faults/fault.js';
import {
  chargeOf,
  hasty,
  outcomeOf,
  patient,
  refundOf,
  transactionIn,
  upstreamHttp,
} from '../../support/payer-calls.js';
import { startUpstream, type Upstream } from '../../support/upstreams.js';

const SECRET = 's3cret';
const INTENT = '/api/v1/payment/payments/intent';
const CONFIRM = '/api/v1/payment/payments/*/confirm';
const REFUNDS = '/api/v1/payment/refunds';

let fake: Upstream<'payment'>;
let http: ReturnType<typeof upstreamHttp>;
let payer: HttpPaymentPayer;

beforeAll(async () => {
  fake = await startUpstream('payment', { secret: SECRET });
  http = upstreamHttp('payment', fake.url);
  payer = new HttpPaymentPayer(new PaymentServiceApi(http, 'v2', SECRET));
});

beforeEach(async () => {
  await fake.control.reset();
  await fake.control.set({ generation: 'v2' });
});

afterAll(async () => {
  await http?.close();
  await fake?.stop();
});

const inDollars = (overrides: Parameters<typeof chargeOf>[0] = {}): ChargeRequest =>
  chargeOf({ currency: 'USD', token: 'pm_card', ...overrides });

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

async function refundedCents(): Promise<number> {
  return (await fake.control.state()).processor.reduce((sum, row) => sum + row.refunded_cents, 0);
}

describe('a charge of a card', () => {
  it.each(['v1', 'v2'] as const)(
    'is an intent under the id of the attempt, confirmed (%s)',
    async (generation) => {
      await fake.control.set({ generation });
      const charge = inDollars();
      const result = await new HttpPaymentPayer(new PaymentServiceApi(http, generation, SECRET)).charge(
        charge,
        patient(),
      );
      const [payment] = (await fake.control.state()).payments;
      expect(transactionIn(result)).toBe(payment?.payment_id);
      expect(payment).toMatchObject({ user_id: 'alice', payment_method_id: 'pm_card', amount: 10.5 });
      expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
    },
  );

  it('does not look for what an attempt has left that was surely never sent', async () => {
    await payer.charge(inDollars({ sentBefore: false }), patient());
    const { routes } = await fake.control.counters();
    expect(routes['GET /api/v1/payment/payments/user/{user_id}']).toBeUndefined();
  });

  it('is declined where the service refuses the intent', async () => {
    await fake.control.create({ unknown_users: ['alice'] });
    expect(await payer.charge(inDollars(), patient())).toEqual({
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
    expect(await payer.charge(inDollars(overrides), patient())).toMatchObject({ status: 'declined', code });
    expect((await fake.control.counters()).routes).toEqual({});
  });

  it('surely was not sent where the service does not know us, or is down', async () => {
    const stranger = new HttpPaymentPayer(new PaymentServiceApi(http, 'v2', 'wrong'));
    expect(await outcomeOf(stranger.charge(inDollars(), patient()))).toBe('not_sent');
    await fake.control.down();
    expect(await outcomeOf(payer.charge(inDollars({ sentBefore: false }), patient()))).toBe('not_sent');
  });
});

describe('a charge without a clear answer', () => {
  const lost: FaultKind[] = ['timeout_after', 'reset_after', 'error_after', 'garbage_after'];

  it.each(lost)('is found by a look-up after %s of the confirmation', async (kind) => {
    await fake.control.addFault({ kind, path: CONFIRM, count: 1 });
    const charge = inDollars();
    expect(await outcomeOf(payer.charge(charge, hasty()))).toBe('unknown');
    expect(await payer.lookup(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
  });

  it.each(lost)('goes on with its own intent after %s of the intent', async (kind) => {
    await fake.control.addFault({ kind, path: INTENT, count: 1 });
    const charge = inDollars();
    expect(await outcomeOf(payer.charge(charge, hasty()))).toBe('unknown');
    expect(await payer.lookup(charge, patient())).toBeNull();
    expect(await payer.charge(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
  });

  it.each(['timeout_before', 'reset_before', 'error_before'] as FaultKind[])(
    'confirms its own intent after %s of the confirmation',
    async (kind) => {
      await fake.control.addFault({ kind, path: CONFIRM, count: 1 });
      const charge = inDollars();
      expect(await outcomeOf(payer.charge(charge, hasty()))).toBe('unknown');
      expect(await payer.lookup(charge, patient())).toBeNull();
      expect(await payer.charge(charge, patient())).toMatchObject({ status: 'succeeded' });
      expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
    },
  );

  it('takes the money once however often a confirmation comes', async () => {
    await fake.control.addFault({ kind: 'late_effect', path: CONFIRM, count: 1, after_ms: 100 });
    const charge = inDollars();
    expect(await outcomeOf(payer.charge(charge, hasty()))).toBe('unknown');
    expect(await payer.charge(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await payer.charge(charge, patient())).toMatchObject({ status: 'succeeded' });
    expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
  });

  it('answers the same when it is sent again', async () => {
    const charge = inDollars();
    const first = await payer.charge(charge, patient());
    expect(await payer.charge(charge, patient())).toEqual(first);
    expect(await paymentsOf(charge)).toEqual({ statuses: ['succeeded'], cents: 1050 });
  });

  it('is declined where the payment has failed meanwhile', async () => {
    await fake.control.addFault({ kind: 'error_before', path: CONFIRM, count: 1 });
    const charge = inDollars();
    await outcomeOf(payer.charge(charge, patient()));
    const [payment] = (await fake.control.state()).payments;
    await fetch(`${fake.url}/api/v1/payment/payments/${payment?.payment_id}/fail`, {
      method: 'POST',
      headers: { 'x-internal-service': 'true', 'x-internal-service-secret': SECRET },
      body: JSON.stringify({ failure_reason: 'card expired' }),
    });
    const declined = { status: 'declined', code: 'payment_declined', reason: 'card expired' };
    expect(await payer.lookup(charge, patient())).toEqual(declined);
    expect(await payer.charge(charge, patient())).toEqual(declined);
  });

  it('is found behind more than a hundred others of the same user', async () => {
    const charge = inDollars();
    const made = await payer.charge(charge, patient());
    const others = Array.from({ length: 110 }, () => inDollars({ sentBefore: false }));
    await Promise.all(others.map((other) => payer.charge(other, patient())));
    expect(transactionIn(await payer.lookup(charge, patient()))).toBe(transactionIn(made));
    expect(await payer.lookup(inDollars(), patient())).toBeNull();
  });
});

describe('a refund to a card', () => {
  const paid = async (): Promise<{ charge: ChargeRequest; transactionId: string }> => {
    const charge = inDollars();
    return { charge, transactionId: transactionIn(await payer.charge(charge, patient())) };
  };

  it.each([
    ['all', '10.5', 1050],
    ['a part', '3.25', 325],
  ])('gives back %s, processed', async (_, amount, cents) => {
    const { charge, transactionId } = await paid();
    const result = await payer.refund(refundOf(charge, transactionId, amount), patient());
    const [refund] = (await fake.control.state()).refunds;
    expect(transactionIn(result)).toBe(refund?.refund_id);
    expect(refund?.status).toBe('succeeded');
    expect(await refundedCents()).toBe(cents);
  });

  it.each(['timeout_after', 'reset_after', 'error_after'] as FaultKind[])(
    'is seen on its payment after %s, made once',
    async (kind) => {
      const { charge, transactionId } = await paid();
      await fake.control.addFault({ kind, path: REFUNDS, count: 1 });
      const refund = refundOf(charge, transactionId, '10.5');
      expect(await outcomeOf(payer.refund(refund, hasty()))).toBe('unknown');
      expect(await payer.lookup(refund, patient())).toMatchObject({ status: 'succeeded' });
      expect(await payer.refund({ ...refund, sentBefore: true }, patient())).toMatchObject({
        status: 'succeeded',
      });
      expect(await refundedCents()).toBe(1050);
    },
  );

  it('is not seen before it was made', async () => {
    const { charge, transactionId } = await paid();
    await fake.control.addFault({ kind: 'reset_before', path: REFUNDS, count: 1 });
    const refund = refundOf(charge, transactionId, '10.5');
    expect(await outcomeOf(payer.refund(refund, patient()))).toBe('unknown');
    expect(await payer.lookup(refund, patient())).toBeNull();
    expect(await payer.refund({ ...refund, sentBefore: true }, patient())).toMatchObject({
      status: 'succeeded',
    });
    expect(await refundedCents()).toBe(1050);
  });

  it('surely was not sent where the payment could not be looked at before', async () => {
    const { charge, transactionId } = await paid();
    await fake.control.addFault({ kind: 'error_before', method: 'GET', status: 500 });
    expect(await outcomeOf(payer.refund(refundOf(charge, transactionId, '1'), patient()))).toBe('not_sent');
    expect(await refundedCents()).toBe(0);
  });

  it('has no way back a second time, for a part or for the rest', async () => {
    const { charge, transactionId } = await paid();
    await payer.refund(refundOf(charge, transactionId, '3'), patient());
    const second = { ...refundOf(charge, transactionId, '3'), attemptId: 'att_second' };
    expect(await payer.refund(second, patient())).toMatchObject({ code: 'no_route_back' });
    expect(
      await payer.lookup({ ...second, ...refundOf(charge, transactionId, '10.5') }, patient()),
    ).toMatchObject({
      code: 'no_route_back',
    });
    expect(await refundedCents()).toBe(300);
  });

  it('has no way back for more than was paid, or for what was never paid', async () => {
    const { charge, transactionId } = await paid();
    expect(await payer.refund(refundOf(charge, transactionId, '11'), patient())).toEqual({
      status: 'declined',
      code: 'no_route_back',
      reason: 'Refund amount exceeds payment amount',
    });
    expect(await payer.refund(refundOf(charge, 'pi_none', '1'), patient())).toMatchObject({
      code: 'no_route_back',
    });
  });

  it('is made although the service has not processed it yet', async () => {
    const { charge, transactionId } = await paid();
    await fake.control.addFault({ kind: 'error_before', path: `${REFUNDS}/*/process` });
    const result = await payer.refund(refundOf(charge, transactionId, '10.5'), patient());
    expect(result).toMatchObject({ status: 'succeeded' });
    expect((await fake.control.state()).refunds[0]?.status).toBe('processing');
  });
});
