import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import Big from 'big.js';
import { ApiClient, type ApiAnswer } from '../../support/api/api-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { startService, type ServiceProcess } from '../../support/service/service-process.js';
import {
  SERVICE_TYPE,
  charge,
  countByStatus,
  isReplayed,
  type Method,
  recordsOf,
} from './concurrency/charges.js';
import { type Payers, payersHere, payersOfStripe, payersOutside } from './concurrency/payers.js';

const CALLERS = 100;
/** Starting processes on a busy machine takes its time. */
jest.setTimeout(60_000);

const ALL: readonly Method[] = ['wallet_deduction', 'credit_consumption', 'payment_charge'];
const NOT_ENOUGH = {
  wallet_deduction: 'Insufficient wallet balance',
  credit_consumption: 'Insufficient credit balance',
  // A card pays any sum.
  payment_charge: null,
} as const;

describe.each([
  { name: 'one service process', processes: 1, open: payersHere, methods: ALL },
  { name: 'two service processes on one database', processes: 2, open: payersHere, methods: ALL },
  { name: 'two, whose payers are kept by services outside', processes: 2, open: payersOutside, methods: ALL },
  { name: 'two with Stripe', processes: 2, open: payersOfStripe, methods: ['payment_charge'] as const },
])('concurrent callers of $name', ({ processes, open, methods }) => {
  let database: TestDatabase;
  let payers: Payers;
  const services: ServiceProcess[] = [];
  let api: ApiClient;
  /** One costs a unit of its currency. */
  const products = { CREDIT: 'one-credit-a-unit', USD: 'one-dollar-a-unit' };

  beforeAll(async () => {
    [database, payers] = await Promise.all([createTestDatabase('money'), open()]);
    const env = { ...payers.env, DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl };
    for (let count = 0; count < processes; count += 1) services.push(await startService({ env }));
    api = clientOf(0);
    const fixture = new BillingFixture(api);
    for (const [currency, id] of Object.entries(products)) {
      await fixture.product(id, { unit_price: '1', currency });
    }
  });
  afterAll(async () => {
    for (const service of services) await service.stop();
    await payers?.stop();
    await database?.drop();
  });

  /** Spreads the callers over the processes. */
  function clientOf(caller: number): ApiClient {
    return new ApiClient(services[caller % services.length] as ServiceProcess);
  }

  function atOnce(callers: number, call: (api: ApiClient) => Promise<ApiAnswer>): Promise<ApiAnswer[]> {
    return Promise.all(Array.from({ length: callers }, (_, caller) => call(clientOf(caller))));
  }

  function chargeOf(userId: string, method: Method, amount: string, key: string) {
    const productId = method === 'payment_charge' ? products.USD : products.CREDIT;
    return (caller: ApiClient) => charge(caller, { userId, productId, amount, method, key });
  }

  /** What the payer has left, as the service tells it. */
  async function leftOf(userId: string, method: Method): Promise<string> {
    const isWallet = method === 'wallet_deduction';
    const { body } = await api.get(`/api/v1/${isWallet ? 'wallets' : 'credits/balance'}?user_id=${userId}`);
    const left = isWallet
      ? (body['wallets'] as { balance: string }[])[0]?.balance
      : body['available_balance'];
    return new Big(String(left)).toFixed();
  }

  for (const method of methods.filter((one) => NOT_ENOUGH[one] !== null)) {
    it(`spend a balance of 50 exactly: 100 charges of 1 are 50 times 200 and 50 times 402 (${method})`, async () => {
      const userId = await payers.fill(api, method, '50');
      const answers = await atOnce(CALLERS, (caller) => chargeOf(userId, method, '1', randomUUID())(caller));

      expect(countByStatus(answers)).toEqual({ 200: 50, 402: 50 });
      expect(await leftOf(userId, method)).toBe('0');
      const refused = answers.find((answer) => answer.status === 402);
      expect(refused?.body).toMatchObject({ detail: NOT_ENOUGH[method], required: '1.00' });
      const statuses = (await recordsOf(api, userId)).map((record) => record.billing_status);
      expect(statuses.filter((status) => status === 'completed')).toHaveLength(50);
      expect(statuses.filter((status) => status === 'failed')).toHaveLength(50);
      expect([null, 50]).toContain(await payers.taken(userId));
    });
  }

  it.each(methods)(
    'use a hard quota of 50 up exactly: 100 charges of 1 are 50 times 200 and 50 times 429 (%s)',
    async (method) => {
      const userId = await payers.fill(api, method, '1000');
      const quota = {
        service_type: SERVICE_TYPE,
        quota_limit: '50',
        quota_period: 'monthly',
        enforcement: 'hard',
      };
      expect((await api.post('/api/v1/quotas', { user_id: userId, ...quota })).status).toBe(201);
      const answers = await atOnce(CALLERS, (caller) => chargeOf(userId, method, '1', randomUUID())(caller));

      expect(countByStatus(answers)).toEqual({ 200: 50, 429: 50 });
      if (NOT_ENOUGH[method] !== null) expect(await leftOf(userId, method)).toBe('950');
      expect([null, 50]).toContain(await payers.taken(userId));
      const check = { user_id: userId, service_type: SERVICE_TYPE, requested_amount: '1' };
      const left = await api.post('/api/v1/quota/check', check);
      expect(left.body).toMatchObject({
        allowed: false,
        quota_limit: '50',
        quota_used: '50',
        quota_remaining: '0',
      });
    },
  );

  it.each(methods)(
    'have one effect with one key: 50 calls at once are 50 equal answers and one record (%s)',
    async (method) => {
      const userId = await payers.fill(api, method, '50');
      const answers = await atOnce(50, chargeOf(userId, method, '7', randomUUID()));

      expect(countByStatus(answers)).toEqual({ 200: 50 });
      expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
      expect(answers.filter((answer) => !isReplayed(answer))).toHaveLength(1);
      if (NOT_ENOUGH[method] !== null) expect(await leftOf(userId, method)).toBe('43');
      expect([null, 1]).toContain(await payers.taken(userId));
      expect(await recordsOf(api, userId)).toHaveLength(1);
    },
  );
});
