import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { cellOfAttempt } from '../../../src/billing/settlement/attempts/attempt-cells.js';
import { HttpPaymentPayer } from '../../../src/integrations/payment/http-payment.payer.js';
import { OtherRefundsReadModel } from '../../../src/integrations/payment/other-refunds.read-model.js';
import { PaymentServiceApi } from '../../../src/integrations/payment/payment-service.api.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import {
  chargeOf as cardChargeOf,
  patient,
  transactionIn,
  upstreamHttp,
} from '../../support/outside/payer-calls.js';
import { openSettlementRoom, type SettlementRoom } from '../../support/engine/settlement-room.js';
import { addPrice, chargeOf, userAccount } from '../../support/engine/test-engine.js';
import { startUpstream, type Upstream } from '../../support/upstreams/start-upstream.js';
import { waitUntil } from '../../support/wait-until.js';

Logger.overrideLogger(false);

const settlement = { callTimeoutMs: 1_000, recheckMs: 250, pollIntervalMs: 60_000 };

let fake: Upstream<'payment'>;
let http: ReturnType<typeof upstreamHttp>;
let db: TestDatabase;
let room: SettlementRoom;
let payer: HttpPaymentPayer;
let serial = 0;

beforeAll(async () => {
  fake = await startUpstream('payment', { secret: 's3cret' });
  http = upstreamHttp('payment', fake.url);
  db = await createTestDatabase('refunds of one payment');
  const payments = { client: 'http', url: fake.url, secret: 's3cret' } as const;
  const config = db.config({ settlement, integrations: { payment: payments } });
  room = await openSettlementRoom(config, {
    payerOf: (method) => (method === 'payment_charge' ? payer : null),
    isAvailable: () => true,
  });
  payer = new HttpPaymentPayer(
    new PaymentServiceApi(http, 'v2', 's3cret'),
    new OtherRefundsReadModel(room.t.database),
  );
  await addPrice(room.t, 'dollar', { unitPrice: '1', currency: 'USD' });
});

afterAll(async () => {
  await room?.close();
  await http?.close();
  await fake?.stop();
  await db?.drop();
});

/** A card payment of 2 USD that two records of 1 USD each were settled by, outside of this service. */
async function twoRecordsOfOnePayment() {
  serial += 1;
  const account = userAccount(`payer-${serial}`);
  const payment = cardChargeOf({ account, amount: '2', currency: 'USD', token: 'pm_card' });
  const transactionId = transactionIn(await payer.charge({ ...payment, sentBefore: false }, patient()));
  const records: string[] = [];
  for (const _ of ['first', 'second']) {
    const { billingId } = await room.t.run(
      chargeOf(account.id, 'dollar', '1', { method: 'wallet_deduction' }),
    );
    const paid = { walletTransactionId: null, paymentTransactionId: transactionId };
    await room.t.run({ type: 'settled_outside', account, billingId: billingId as string, ...paid });
    records.push(billingId as string);
  }
  return { account, transactionId, records };
}

type Shared = Awaited<ReturnType<typeof twoRecordsOfOnePayment>>;

async function refund({ account, records }: Shared, which: 0 | 1): Promise<string> {
  const billingId = records[which] as string;
  return (await room.t.run({ type: 'refund', account, billingId, reason: null })).attemptId as string;
}

/** As a process leaves it that was killed between its claim and its call. */
async function claimAndDie(attemptId: string): Promise<void> {
  const { claimed } = await room.leases.claim(cellOfAttempt(attemptId) as number, [attemptId]);
  expect(claimed).toHaveLength(1);
}

const stateOf = async (attemptId: string) => (await room.attempts.find(attemptId))?.state;

async function settled(...attemptIds: string[]): Promise<unknown[]> {
  const states = () => Promise.all(attemptIds.map(stateOf));
  await waitUntil('all have an outcome', async () => {
    await room.reconcile();
    return (await states()).every((state) => state !== 'created' && state !== 'unknown');
  });
  return states();
}

async function creditsOf({ account }: Shared): Promise<string> {
  const { database } = room.t;
  const rows = await database.query<{ credits: string }>(
    `SELECT credits::text FROM ${database.schema}.balances WHERE account_id = $1 AND currency = 'USD'`,
    [`user:${account.id}`],
  );
  return rows[0]?.credits ?? '0';
}

async function givenBackThere({ transactionId }: Shared): Promise<number | undefined> {
  const { processor } = await fake.control.state();
  return processor.find(({ payment_id }) => payment_id === transactionId)?.refunded_cents;
}

describe('the second of two records that one card payment paid', () => {
  it('is given back as credits, though its refund was lost between claim and call', async () => {
    const shared = await twoRecordsOfOnePayment();
    const first = await refund(shared, 0);
    expect(await settled(first)).toEqual(['succeeded']);
    const second = await refund(shared, 1);
    await claimAndDie(second);
    expect(await settled(second)).toEqual(['declined']);
    expect([await givenBackThere(shared), await creditsOf(shared)]).toEqual([100, '1']);
  });

  it('is given back once each, where nobody knows of either refund what became of it', async () => {
    const shared = await twoRecordsOfOnePayment();
    const [first, second] = [await refund(shared, 0), await refund(shared, 1)];
    await claimAndDie(first);
    await fake.control.addFault({ kind: 'reset_after', path: '/api/v1/payment/refunds', count: 1 });
    room.runner.start(second, 'payment_charge');
    await waitUntil('its answer is lost', async () => (await stateOf(second)) === 'unknown');
    expect((await settled(first, second)).toSorted()).toEqual(['declined', 'succeeded']);
    expect([await givenBackThere(shared), await creditsOf(shared)]).toEqual([100, '1']);
  });

  it('waits while an earlier refund of the payment has no outcome', async () => {
    const shared = await twoRecordsOfOnePayment();
    const [first, second] = [await refund(shared, 0), await refund(shared, 1)];
    await claimAndDie(first);
    await claimAndDie(second);
    const words = { billingId: shared.records[0] as string, account: shared.account };
    const attempt = { ...cardChargeOf({ ...words, amount: '1', currency: 'USD' }), attemptId: first };
    const request = { ...attempt, kind: 'refund', transactionId: shared.transactionId } as const;
    await payer.refund(request, patient());
    const later = { ...request, attemptId: second, billingId: shared.records[1] as string };
    await expect(payer.lookup(later, patient())).rejects.toThrow('no outcome yet');
    expect(await payer.lookup(request, patient())).toMatchObject({ status: 'succeeded' });
    expect(await settled(first, second)).toEqual(['succeeded', 'declined']);
  });

  it('leaves books that balance', async () => {
    expect(await faultsOfBooks(room.t.database)).toEqual([]);
  });
});
