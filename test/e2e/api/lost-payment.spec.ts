import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Database } from '../../../src/database/database.service.js';
import { type ApiAnswer, ApiClient } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../support/database/database.js';
import { startService, type ServiceProcess } from '../../support/service/service-process.js';

const CHARGES = 20;
/** Two starts of the service on a busy machine. */
const TIMEOUT_MS = 60_000;

let database: TestDatabase;
const services: ServiceProcess[] = [];
let books: Database;
let closeBooks: () => Promise<void>;

beforeAll(async () => {
  database = await createTestDatabase('lost payment');
  ({ database: books, close: closeBooks } = await openDatabase(database.config()));
});

afterAll(async () => {
  for (const service of services) await service.stop();
  await closeBooks?.();
  await database?.drop();
});

async function start(): Promise<ServiceProcess> {
  const service = await startService({
    env: {
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      PAYMENT_WAIT_MS: '10000',
      PAYMENT_CALL_TIMEOUT_MS: '500',
      RECONCILE_INTERVAL_MS: '100',
      RECONCILE_RECHECK_MS: '100',
    },
  });
  services.push(service);
  return service;
}

/** The answer, or null when the service was killed before it came. */
function charge(api: ApiClient, userId: string, productId: string, key: string): Promise<ApiAnswer | null> {
  const usage = {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1000,
    billing_method: 'payment_charge',
  };
  return api.post('/api/v1/usage/record', usage, key).catch(() => null);
}

/** Returns once payments are under way: attempts are committed, and most have no outcome. */
async function someAttempts(): Promise<void> {
  for (;;) {
    const [attempts] = await books.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM ${books.schema}.settlement_attempts`,
    );
    if (attempts && attempts.n > 0) return;
  }
}

it(
  'pays each charge exactly once when the process is killed while its payments are under way',
  async () => {
    const first = await start();
    const given = new BillingFixture(new ApiClient(first));
    const productId = await given.product();
    const cards = ['tok_ok', 'tok_timeout'];
    const payers = await Promise.all(
      Array.from({ length: CHARGES }, (_, i) => given.cardHolder(cards[i % cards.length] as string)),
    );
    const cut = payers.map((userId) => charge(new ApiClient(first), userId, productId, `lost-${userId}`));
    await someAttempts();
    first.kill();
    await Promise.all(cut);

    const second = await start();
    const answers = await Promise.all(
      payers.map((userId) => charge(new ApiClient(second), userId, productId, `lost-${userId}`)),
    );
    expect(answers.map((answer) => answer?.status)).toEqual(payers.map(() => 200));

    const [counts] = await books.query(
      `SELECT (SELECT count(*)::int FROM ${books.schema}.sandbox_payments WHERE status = 'succeeded') AS payments,
            (SELECT count(*)::int FROM ${books.schema}.billing_records WHERE billing_status = 'completed') AS completed,
            (SELECT count(*)::int FROM ${books.schema}.billing_records) AS records`,
    );
    expect(counts).toEqual({ payments: CHARGES, completed: CHARGES, records: CHARGES });
  },
  TIMEOUT_MS,
);
