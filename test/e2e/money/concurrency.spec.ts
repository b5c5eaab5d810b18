import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiClient, type ApiAnswer } from '../../support/api-client.js';
import { BillingFixture } from '../../support/billing-fixture.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startService, type ServiceProcess } from '../../support/service-process.js';
import { SERVICE_TYPE, charge, countByStatus, isReplayed, recordsOf } from './charges.js';

const CALLERS = 100;
/** Starting processes on a busy machine takes its time. */
jest.setTimeout(60_000);

describe.each([
  ['one service process', 1],
  ['two service processes on one database', 2],
])('concurrent callers of %s', (_name, processes) => {
  let database: TestDatabase;
  const services: ServiceProcess[] = [];
  let api: ApiClient;
  let fixture: BillingFixture;
  let productId: string;

  beforeAll(async () => {
    database = await createTestDatabase('money');
    const env = { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl };
    for (let count = 0; count < processes; count += 1) services.push(await startService({ env }));
    api = clientOf(0);
    fixture = new BillingFixture(api);
    productId = await fixture.product('one-credit-a-unit', { unit_price: '1' });
  });
  afterAll(async () => {
    for (const service of services) await service.stop();
    await database.drop();
  });

  /** Spreads the callers over the processes. */
  function clientOf(caller: number): ApiClient {
    return new ApiClient(services[caller % services.length] as ServiceProcess);
  }

  function atOnce(callers: number, call: (api: ApiClient) => Promise<ApiAnswer>): Promise<ApiAnswer[]> {
    return Promise.all(Array.from({ length: callers }, (_, caller) => call(clientOf(caller))));
  }

  it('spend a balance of 50 exactly: 100 charges of 1 are 50 times 200 and 50 times 402', async () => {
    const userId = await fixture.payer('50');
    const answers = await atOnce(CALLERS, (caller) =>
      charge(caller, { userId, productId, amount: '1', key: randomUUID() }),
    );

    expect(countByStatus(answers)).toEqual({ 200: 50, 402: 50 });
    expect(await fixture.walletBalance(userId)).toBe('0');
    const refused = answers.find((answer) => answer.status === 402);
    expect(refused?.body).toMatchObject({
      detail: 'Insufficient wallet balance',
      balance: '0',
      required: '1.00',
    });
    const statuses = (await recordsOf(api, userId)).map((record) => record.billing_status);
    expect(statuses.filter((status) => status === 'completed')).toHaveLength(50);
    expect(statuses.filter((status) => status === 'failed')).toHaveLength(50);
  });

  it('use a hard quota of 50 up exactly: 100 charges of 1 are 50 times 200 and 50 times 429', async () => {
    const userId = await fixture.payer('1000');
    const quota = {
      service_type: SERVICE_TYPE,
      quota_limit: '50',
      quota_period: 'monthly',
      enforcement: 'hard',
    };
    expect((await api.post('/api/v1/quotas', { user_id: userId, ...quota })).status).toBe(201);
    const answers = await atOnce(CALLERS, (caller) =>
      charge(caller, { userId, productId, amount: '1', key: randomUUID() }),
    );

    expect(countByStatus(answers)).toEqual({ 200: 50, 429: 50 });
    expect(await fixture.walletBalance(userId)).toBe('950.00');
    const check = { user_id: userId, service_type: SERVICE_TYPE, requested_amount: '1' };
    const left = await api.post('/api/v1/quota/check', check);
    expect(left.body).toMatchObject({
      allowed: false,
      quota_limit: '50',
      quota_used: '50',
      quota_remaining: '0',
    });
  });

  it('have one effect with one key: 50 calls at once are 50 equal answers and one record', async () => {
    const userId = await fixture.payer('50');
    const key = randomUUID();
    const answers = await atOnce(50, (caller) => charge(caller, { userId, productId, amount: '7', key }));

    expect(countByStatus(answers)).toEqual({ 200: 50 });
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.filter((answer) => !isReplayed(answer))).toHaveLength(1);
    expect(await fixture.walletBalance(userId)).toBe('43.00');
    expect(await recordsOf(api, userId)).toHaveLength(1);
  });
});
