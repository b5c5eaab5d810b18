import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../../src/database/database.service.js';
import { SandboxPayer } from '../../../src/integrations/payment/sandbox.payer.js';
import { SandboxPaymentStore } from '../../../src/integrations/payment/sandbox-payment.store.js';
import { databaseSuite } from '../../support/database/database-suite.js';
import { chargeOf, refundOf } from '../../support/outside/payer-calls.js';

const db = databaseSuite('sandbox payment');
let database: Database;
let client: SandboxPayer;

beforeAll(async () => {
  database = await db.openDatabase();
  client = new SandboxPayer(new SandboxPaymentStore(database));
});

const patient = (): AbortSignal => AbortSignal.timeout(10_000);
const hasty = (): AbortSignal => AbortSignal.timeout(50);

const charge = (attemptId: string, token = 'tok_ok', amount = '2.5') =>
  chargeOf({ attemptId, token, amount });

function refundBy(attemptId: string, transactionId: string, amount = '2.5') {
  return { ...refundOf(chargeOf(), transactionId, amount), attemptId };
}

async function paymentsUnder(idempotencyKey: string): Promise<number> {
  const [row] = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM ${database.schema}.sandbox_payments WHERE idempotency_key = $1`,
    [idempotencyKey],
  );
  return row?.n ?? 0;
}

describe('the payment sandbox keeps the contract of a payment service', () => {
  it('takes the money of a good card once, however often and however concurrently it is asked', async () => {
    const results = await Promise.all(
      Array.from({ length: 20 }, () => client.charge(charge('att_once'), patient())),
    );
    expect(new Set(results.map((result) => JSON.stringify(result)))).toEqual(
      new Set(['{"status":"succeeded","transactionId":"ch_att_once"}']),
    );
    expect(await paymentsUnder('att_once')).toBe(1);
  });

  it('declines the card that is declined, and says so again', async () => {
    const declined = { status: 'declined', code: 'payment_declined', reason: 'card_declined' };
    await expect(client.charge(charge('att_declined', 'tok_decline'), patient())).resolves.toEqual(declined);
    await expect(client.lookup(charge('att_declined'))).resolves.toEqual(declined);
  });

  it('takes the money of the silent card though its answer never arrives: only a look-up finds it', async () => {
    await expect(client.charge(charge('att_silent', 'tok_timeout'), hasty())).rejects.toThrow();
    await expect(client.lookup(charge('att_silent'))).resolves.toEqual({
      status: 'succeeded',
      transactionId: 'ch_att_silent',
    });
  });

  it('knows nothing of a payment that never arrived', async () => {
    await expect(client.lookup(charge('att_never'))).resolves.toBeNull();
  });

  it('refuses a key that comes back with another amount', async () => {
    await client.charge(charge('att_amount'), patient());
    await expect(client.charge(charge('att_amount', 'tok_ok', '3'), patient())).rejects.toThrow(
      'another payment',
    );
  });

  it('gives a charge back once under the key of the refund', async () => {
    await client.charge(charge('att_paid'), patient());
    const refund = refundBy('att_refund', 'ch_att_paid');
    const expected = { status: 'succeeded', transactionId: 're_att_refund' };
    await expect(client.refund(refund, patient())).resolves.toEqual(expected);
    await expect(client.refund(refund, patient())).resolves.toEqual(expected);
    expect(await paymentsUnder('att_refund')).toBe(1);
  });

  it('declines to give back what was never taken, or more than was taken', async () => {
    await client.charge(charge('att_small'), patient());
    const declined = { status: 'declined', code: 'no_route_back', reason: 'charge_not_refundable' };
    const tooMuch = refundBy('att_refund_much', 'ch_att_small', '2.6');
    const unknown = refundBy('att_refund_none', 'ch_att_none', '2.6');
    await expect(client.refund(tooMuch, patient())).resolves.toEqual(declined);
    await expect(client.refund(unknown, patient())).resolves.toEqual(declined);
  });
});
