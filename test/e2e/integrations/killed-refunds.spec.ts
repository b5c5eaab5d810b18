import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Database } from '../../../src/database/database.service.js';
import type { FaultOrder } from '../../../upstreams/faults/fault.js';
import { ApiClient } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../support/database/database.js';
import { type ServiceProcess, startService } from '../../support/service/service-process.js';
import { startUpstream, type Upstream } from '../../support/upstreams/start-upstream.js';
import { waitUntil } from '../../support/wait-until.js';

const SECRET = 'internal-secret';
const PAYMENTS = '/api/v1/payment/payments/user/*';
const CARD_REFUNDS = '/api/v1/payment/refunds';
const WALLET_REFUNDS = '/api/v1/transactions/*/refund';

let payments: Upstream<'payment'>;
let wallets: Upstream<'wallet'>;
let database: TestDatabase;
let books: Database;
let closeBooks: () => Promise<void>;
let service: ServiceProcess;
let api: ApiClient;
let given: BillingFixture;

beforeAll(async () => {
  [payments, wallets] = await Promise.all([startUpstream('payment'), startUpstream('wallet')]);
  database = await createTestDatabase('killed refunds');
  ({ database: books, close: closeBooks } = await openDatabase(database.config()));
  service = await start();
  api = new ApiClient({
    get url() {
      return service.url;
    },
  });
  given = new BillingFixture(api);
});

afterAll(async () => {
  await service?.stop();
  await closeBooks?.();
  await Promise.all([payments, wallets].map((fake) => fake?.stop()));
  await database?.drop();
});

function start(): Promise<ServiceProcess> {
  return startService({
    env: {
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      PAYMENT_CLIENT: 'http',
      PAYMENT_SERVICE_URL: payments.url,
      PAYMENT_SERVICE_SECRET: SECRET,
      WALLET_CLIENT: 'http',
      WALLET_SERVICE_URL: wallets.url,
      PAYMENT_CALL_TIMEOUT_MS: '2000',
      RECONCILE_INTERVAL_MS: '100',
      RECONCILE_RECHECK_MS: '100',
    },
  });
}

async function paid(userId: string, method: string, currency: string): Promise<string> {
  const product = await given.product(undefined, { unit_price: '0.002', currency });
  const usage = { user_id: userId, product_id: product, service_type: 'model_inference', usage_amount: 1000 };
  const { status, body } = await api.post('/api/v1/usage/record', { ...usage, billing_method: method });
  expect([status, body['amount_charged']]).toEqual([200, '2.00']);
  return String(body['billing_id']);
}

/** Strikes the refund, kills the process while its call has no answer, and starts another one. */
async function refundAndKill(
  { control }: Pick<Upstream<'payment' | 'wallet'>, 'control'>,
  billingId: string,
  fault: FaultOrder,
): Promise<void> {
  const { fault_id } = await control.addFault({ ...fault, count: 1 });
  await api.put(`/api/v1/billing/record/${billingId}/status?status=refunded`);
  const struck = async () => (await control.faults()).find((one) => one.fault_id === fault_id)?.struck;
  await waitUntil('the refund is on its way', async () => (await struck()) === 1);
  const [attempt] = await attemptsOf(billingId);
  expect(attempt).toEqual({ state: 'created', lease_number: 1 });
  service.kill();
  await service.untilEnd(10_000);
  service = await start();
}

function attemptsOf(billingId: string) {
  return books.query<{ state: string; lease_number: number }>(
    `SELECT state, lease_number FROM ${books.schema}.settlement_attempts
      WHERE billing_id = $1 AND kind IN ('payment_refund', 'wallet_refund')`,
    [billingId],
  );
}

async function arrived(billingId: string): Promise<void> {
  await waitUntil('the refund has an outcome', async () => {
    const attempts = await attemptsOf(billingId);
    return attempts.every(({ state }) => state === 'succeeded');
  });
  expect(await attemptsOf(billingId)).toHaveLength(1);
}

describe('a refund to a card whose process is killed', () => {
  it.each<[string, FaultOrder]>([
    ['between its claim and its call', { kind: 'timeout_before', method: 'GET', path: PAYMENTS }],
    ['while its call is on its way', { kind: 'timeout_before', method: 'POST', path: CARD_REFUNDS }],
    ['after its call and before its outcome', { kind: 'timeout_after', method: 'POST', path: CARD_REFUNDS }],
  ])('%s is made once', async (_, fault) => {
    const userId = await given.cardHolder('pm_card_visa');
    const billingId = await paid(userId, 'payment_charge', 'USD');
    await refundAndKill(payments, billingId, fault);
    await arrived(billingId);
    const { payments: rows, processor, refunds } = await payments.control.state();
    const payment = rows.find(({ user_id }) => user_id === userId);
    const given_back = processor.find(({ payment_id }) => payment_id === payment?.payment_id);
    const made = refunds.filter(({ payment_id }) => payment_id === payment?.payment_id);
    expect([given_back?.refunded_cents, made.length]).toEqual([200, 1]);
  });
});

describe('a refund to a wallet outside whose process is killed', () => {
  it.each<[string, FaultOrder]>([
    ['while its call is on its way', { kind: 'timeout_before', path: WALLET_REFUNDS }],
    ['after its call and before its outcome', { kind: 'timeout_after', path: WALLET_REFUNDS }],
  ])('%s is made once', async (_, fault) => {
    const userId = given.name('holder');
    await wallets.control.create({ wallets: [{ user_id: userId, balance: '10' }] });
    const billingId = await paid(userId, 'wallet_deduction', 'CREDIT');
    await refundAndKill(wallets, billingId, fault);
    await arrived(billingId);
    const { wallets: rows, transactions } = await wallets.control.state();
    const moved = transactions.filter(({ metadata }) => metadata['billing_id'] === billingId);
    expect(moved.map(({ transaction_type }) => transaction_type)).toEqual(['consume', 'refund']);
    expect(rows.find(({ user_id }) => user_id === userId)?.balance).toBe(10);
  });
});

it('leaves books that balance, without credits in place of what arrived', async () => {
  expect(await faultsOfBooks(books)).toEqual([]);
  const [{ credited } = { credited: -1 }] = await books.query<{ credited: number }>(
    `SELECT count(*)::int AS credited FROM ${books.schema}.postings WHERE destination = 'credits'`,
  );
  expect(credited).toBe(0);
});
