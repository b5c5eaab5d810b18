import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Database } from '../../../src/database/database.service.js';
import { ApiClient } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../support/database/database.js';
import { freePort, type ServiceProcess, startService } from '../../support/service/service-process.js';
import { startFakeStripe, WEBHOOK_SECRET } from '../../support/outside/stripe.js';
import { waitUntil } from '../../support/wait-until.js';

const { fake, integrations } = await startFakeStripe();

let database: TestDatabase;
let books: Database;
let closeBooks: () => Promise<void>;
let service: ServiceProcess;
let port: string;

beforeAll(async () => {
  database = await createTestDatabase('killed webhook');
  ({ database: books, close: closeBooks } = await openDatabase(database.config()));
  port = String(await freePort());
  service = await start();
});

afterAll(async () => {
  await service?.stop();
  await closeBooks?.();
  await fake.close();
  await database?.drop();
});

function start(): Promise<ServiceProcess> {
  return startService({
    env: {
      BILLING_SERVICE_PORT: port,
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      PAYMENT_CLIENT: 'stripe',
      STRIPE_SECRET_KEY: integrations.stripe?.secretKey ?? '',
      STRIPE_WEBHOOK_SECRET: WEBHOOK_SECRET,
      STRIPE_API_URL: integrations.stripe?.apiUrl ?? '',
      PAYMENT_CALL_TIMEOUT_MS: '1000',
      RETRY_DEADLINE_MS: '1000',
      RECONCILE_INTERVAL_MS: '100',
      // The reconciler asks so late that the event alone can settle the refund.
      RECONCILE_RECHECK_MS: '3600000',
    },
  });
}

interface Kept {
  readonly type: string;
  readonly processed: boolean;
  readonly attempts: number;
}

function events(): Promise<Kept[]> {
  return books.query<Kept>(
    `SELECT type, processed_at IS NOT NULL AS processed, attempts FROM ${books.schema}.stripe_events`,
  );
}

it('works off an event that was kept when the process was killed in the middle of it, once', async () => {
  const api = new ApiClient(service);
  const productId = await new BillingFixture(api).product(undefined, {
    unit_price: '0.002',
    currency: 'USD',
  });
  await api.post('/api/v1/payment-methods', { user_id: 'alice', token: 'pm_card_visa' });
  const usage = { product_id: productId, service_type: 'model_inference', usage_amount: 1000 };
  const paid = await api.post('/api/v1/usage/record', {
    ...usage,
    user_id: 'alice',
    billing_method: 'payment_charge',
  });
  expect(paid.status).toBe(200);

  const url = `${service.url}/api/v1/webhooks/stripe`;
  fake.webhooks.configure({ url, secret: WEBHOOK_SECRET, duplicates: 1, maxDelayMs: 0 });
  fake.faults.add({ kind: 'timeout_after', method: 'POST', path: '/v1/refunds', count: 1 });
  // Whoever works on an event asks what holds now, and gets no answer while he lives.
  const silence = fake.faults.add({ kind: 'timeout_before', method: 'GET' });
  const billingId = String(paid.body['billing_id']);
  await api.put(`/api/v1/billing/record/${billingId}/status?status=refunded`);
  await waitUntil('the events are kept and under way', async () => {
    const kept = await events();
    return kept.length >= 2 && kept.every(({ attempts, processed }) => processed || attempts > 0);
  });
  service.kill();
  await service.untilEnd(10_000);
  expect((await events()).filter(({ processed }) => !processed).length).toBeGreaterThan(0);
  fake.faults.remove(silence.fault_id);

  service = await start();
  await waitUntil('all events are worked off', async () =>
    (await events()).every(({ processed }) => processed),
  );
  await fake.webhooks.idle();
  const attempts = await books.query(
    `SELECT state, lease_number FROM ${books.schema}.settlement_attempts
      WHERE billing_id = $1 AND kind = 'payment_refund'`,
    [billingId],
  );
  expect(attempts).toEqual([{ state: 'succeeded', lease_number: 1 }]);
  expect([...fake.tables.refunds.values()]).toHaveLength(1);
});
