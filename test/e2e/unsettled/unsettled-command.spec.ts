import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { type Ended, runCommand } from '../../support/service/command-process.js';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../support/database/database.js';
import { type ServiceProcess, startService } from '../../support/service/service-process.js';
import { waitUntil } from '../../support/wait-until.js';

const SHORT_WAITS = { PAYMENT_WAIT_MS: '50', PAYMENT_CALL_TIMEOUT_MS: '200', RECONCILE_RECHECK_MS: '100' };
const LONG_MS = '3600000';

let database: TestDatabase;
let service: ServiceProcess;
let api: ApiClient;
let given: BillingFixture;
let paymentId: string;
let unpricedId: string;
let payer: string;

const usage = (userId: string, productId: string, more: object = {}) => ({
  user_id: userId,
  product_id: productId,
  service_type: 'model_inference',
  usage_amount: 1000,
  ...more,
});

beforeAll(async () => {
  database = await createTestDatabase('unsettled_command');
  // Nobody looks for due attempts by himself.
  service = await start(LONG_MS);
  api = new ApiClient({
    get url() {
      return service.url;
    },
  });
  given = new BillingFixture(api);
});

afterAll(async () => {
  await service?.stop();
  await database?.drop();
});

function start(reconcileIntervalMs: string): Promise<ServiceProcess> {
  return startService({
    env: {
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      ...SHORT_WAITS,
      RECONCILE_INTERVAL_MS: reconcileIntervalMs,
    },
  });
}

interface Listed {
  readonly id: string;
  readonly kind: string;
  readonly state: string;
  readonly billing_id: string;
  readonly reason: string | null;
  readonly redriven?: boolean;
  readonly result?: string;
}

const unsettled = (...args: string[]): Promise<Ended> =>
  runCommand('unsettled', args, { DATABASE_URL: database.url, ...SHORT_WAITS });

async function listed(...args: string[]): Promise<Listed[]> {
  const { stdout } = await unsettled('--json', ...args);
  return (JSON.parse(stdout) as { unsettled: Listed[] }).unsettled;
}

const statusOf = async (billingId: string) =>
  (await api.get(`/api/v1/billing/record/${billingId}`)).body['billing_status'];

describe('npm run unsettled', () => {
  it('ends with 0 where nothing is unsettled', async () => {
    expect(await unsettled()).toMatchObject({ code: 0, stdout: 'Nothing is unsettled.\n' });
  });

  it('lists payments that wait for an answer and records that wait for a price, and ends with 1', async () => {
    const card = await given.cardHolder('tok_timeout');
    const paid = await api.post(
      '/api/v1/usage/record',
      usage(card, await given.product(), { billing_method: 'payment_charge' }),
    );
    paymentId = paid.body['billing_id'] as string;
    payer = await given.payer('10');
    const unpriced = await api.post('/api/v1/usage/record', usage(payer, 'later'));
    unpricedId = unpriced.body['billing_id'] as string;
    await waitUntil('the call has timed out', async () => (await listed())[0]?.state === 'unknown');

    expect(await listed()).toMatchObject([
      { kind: 'payment', state: 'unknown', billing_id: paymentId },
      { id: unpricedId, kind: 'record', state: 'pending', reason: 'usage_not_priced' },
    ]);
    expect(await listed('--kind', 'record')).toHaveLength(1);
    expect(await listed('--account', `user:${card}`)).toHaveLength(1);
    expect(await listed('--older-than', '1h')).toEqual([]);
    expect(await listed('--limit', '1')).toHaveLength(1);
    const table = await unsettled();
    expect(table.code).toBe(1);
    expect(table.stdout).toContain('2 unsettled.');
  });

  it('says what it would re-drive, and does nothing without --yes', async () => {
    const before = await listed();
    const plan = await unsettled('--redrive', '--all', '--url', service.url);
    expect(plan).toMatchObject({ code: 1 });
    expect(plan.stdout).toContain('Nothing was done');
    expect((await listed()).map(({ id }) => id)).toEqual(before.map(({ id }) => id));
  });

  it('re-drives a record once what it waited for is there; twice has no second effect', async () => {
    const refused = await listed('--redrive', '--yes', unpricedId, '--url', service.url);
    expect(refused).toMatchObject([
      { id: unpricedId, redriven: false, result: expect.stringMatching(/^400/) },
    ]);
    await given.product('later');
    const results = await Promise.all(
      [1, 2, 3].map(() => listed('--redrive', '--yes', unpricedId, '--url', service.url)),
    );
    expect(await statusOf(unpricedId)).toBe('completed');
    for (const [one] of results) if (one) expect(one).toMatchObject({ redriven: true, result: 'completed' });
    expect(await given.walletBalance(payer)).toBe('8.00');
  });

  it('re-drives a record that is named however long ago its usage was, and says which ids are nobody’s', async () => {
    const old = await api.post(
      '/api/v1/usage/record',
      usage(payer, 'of_old', { usage_timestamp: '2020-01-01T00:00:00Z' }),
    );
    const oldId = old.body['billing_id'] as string;
    await given.product('of_old');
    expect(await listed('--account', `user:${payer}`)).toEqual([]);
    const typo = await unsettled('--redrive', '--yes', 'bill_typo', '--url', service.url);
    expect(typo).toMatchObject({ code: 1, stdout: 'No record or attempt has the id bill_typo.\n' });
    const both = await unsettled('--redrive', '--yes', oldId, 'bill_typo', '--url', service.url);
    expect(both.stdout).toContain('1 of 1 re-driven.\nNo record or attempt has the id bill_typo.');
    expect([both.code, await statusOf(oldId)]).toEqual([1, 'completed']);
    expect((await unsettled('--redrive', '--yes', oldId, '--url', service.url)).code).toBe(0);
  });

  it('makes an attempt due, so that the running service takes it up', async () => {
    await service.stop();
    const { database: books, close } = await openDatabase(database.config());
    await books.query(`UPDATE ${books.schema}.settlement_attempts SET due_at = now() + interval '1 hour'`);
    await close();
    service = await start('100');
    expect(await listed('--redrive', '--yes', '--all', '--kind', 'payment')).toMatchObject([
      { redriven: true, result: 'due now' },
    ]);
    await waitUntil('the payment is settled', async () => (await statusOf(paymentId)) === 'completed');
    expect(await unsettled()).toMatchObject({ code: 0 });
  });

  it('ends with 2 and a sentence for wrong usage, and for a database that is not there', async () => {
    expect(await unsettled('--redrive')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('usage:'),
    });
    const nowhere = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
    const { code, stderr } = await runCommand('unsettled', [], nowhere);
    expect(code).toBe(2);
    expect(stderr).toMatch(/^DATABASE_URL: .*\n$/);
  });
});
