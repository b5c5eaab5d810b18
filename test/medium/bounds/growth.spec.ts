import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  MAX_PAYMENT_METHODS_OF_AN_ACCOUNT,
  MAX_PRICES_OF_A_PRODUCT,
  MAX_QUOTAS_OF_AN_OWNER,
  MAX_SUBSCRIPTIONS_OF_AN_ACCOUNT,
} from '../../../src/domain/limits.js';
import type { ApiAnswer } from '../../support/api/api-client.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { SqlSession } from '../../support/database/sql-session.js';

/** All prices of the suite's catalogue together. */
const PRICE_BOOK_LIMIT = MAX_PRICES_OF_A_PRODUCT + 2;

const service = serviceSuite('bounds_growth', { engine: { priceBookLimit: PRICE_BOOK_LIMIT } });
const { api, given } = service;
/** The tables' owner, who fills them. */
let owner: SqlSession;

beforeAll(async () => {
  const { source } = service.config().database;
  owner = await SqlSession.open(source.kind === 'external' ? source.migrationUrl : '');
});
afterAll(() => owner?.close());

const outcomeOf = ({ status, body }: ApiAnswer) => [status, body['code'] ?? null];
const REFUSED = [409, 'limit_reached'];

describe('what grows with an account or an owner ends at its bound: 409, and nothing is added', () => {
  it('payment methods of an account', async () => {
    const user = await given.cardHolder('tok_ok');
    await copies('payment_methods', 'account_id', `user:${user}`, MAX_PAYMENT_METHODS_OF_AN_ACCOUNT - 2, {
      payment_method_id: `payment_method_id || '-' || n`,
    });
    const add = () => api.post('/api/v1/payment-methods', { user_id: user, token: 'tok_ok' });
    expect((await add()).status).toBe(201);
    const refused = await add();
    expect(outcomeOf(refused)).toEqual(REFUSED);
    const most = MAX_PAYMENT_METHODS_OF_AN_ACCOUNT;
    expect(refused.body['bound']).toEqual({ what: 'payment methods of an account', most });
    const { body } = await api.get(`/api/v1/payment-methods?user_id=${user}`);
    const methods = body['payment_methods'] as { payment_method_id: string }[];
    expect(methods).toHaveLength(MAX_PAYMENT_METHODS_OF_AN_ACCOUNT);
    // A card that goes makes room for another.
    await api.delete(`/api/v1/payment-methods/${methods.at(-1)?.payment_method_id}`);
    expect((await add()).status).toBe(201);
  });

  it('subscriptions of an account', async () => {
    const user = given.name('subscriber');
    const subscribe = () => api.post('/api/v1/subscriptions', { user_id: user, plan_id: 'plan' });
    await subscribe();
    await copies('subscriptions', 'account_id', `user:${user}`, MAX_SUBSCRIPTIONS_OF_AN_ACCOUNT - 2, {
      subscription_id: `subscription_id || '-' || n`,
    });
    expect((await subscribe()).status).toBe(201);
    expect(outcomeOf(await subscribe())).toEqual(REFUSED);
  });

  it('quotas of an owner, also when several are set at once', async () => {
    const user = given.name('limited');
    const set = (productId: string) =>
      api.post('/api/v1/quotas', {
        user_id: user,
        service_type: 'other',
        product_id: productId,
        quota_limit: 1,
        quota_period: 'daily',
      });
    expect((await set('first')).status).toBe(201);
    await copies('billing_quotas', 'scope_id', user, MAX_QUOTAS_OF_AN_OWNER - 2, {
      id: `id + 1000000 + n`,
      quota_id: `quota_id || '-' || n`,
      product_id: `product_id || '-' || n`,
    });
    const answers = await Promise.all(['a', 'b', 'c'].map(set));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    const { body } = await api.get(`/api/v1/quota/${user}`);
    expect(body['quotas']).toHaveLength(MAX_QUOTAS_OF_AN_OWNER);
  });

  it('prices of a product, and of all products together', async () => {
    const product = await given.product();
    const add = (productId: string, day: string) =>
      api.post(`/api/v1/products/${productId}/prices`, { unit_price: '1', effective_from: day });
    await copies('prices', 'product_id', product, MAX_PRICES_OF_A_PRODUCT - 2, {
      price_id: `price_id || '-' || n`,
      effective_from: `effective_from + n * interval '1 day'`,
    });
    expect((await add(product, '2030-01-01')).status).toBe(201);
    expect(outcomeOf(await add(product, '2030-01-02'))).toEqual(REFUSED);
    const { body } = await api.get(`/api/v1/products/${product}/prices`);
    expect(body['prices']).toHaveLength(MAX_PRICES_OF_A_PRODUCT);

    const other = await given.product();
    const answers = await Promise.all(
      ['2030-01-01', '2030-01-02', '2030-01-03'].map((day) => add(other, day)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
    // The refused ones left the price book as it was: it still charges.
    const payer = await given.payer('10');
    const usage = { user_id: payer, product_id: other, service_type: 'other', usage_amount: 1 };
    expect((await api.post('/api/v1/usage/record', usage)).status).toBe(200);
  });
});

/** Fills a table with copies of the one row that is there, changed where the primary key wants it. */
async function copies(
  table: string,
  column: string,
  value: string,
  count: number,
  changes: Readonly<Record<string, string>>,
): Promise<void> {
  const columns = await owner.run<{ name: string }>(
    `SELECT column_name AS name FROM information_schema.columns
      WHERE table_schema = 'dev' AND table_name = $1 ORDER BY ordinal_position`,
    [table],
  );
  const names = columns.map(({ name }) => name);
  await owner.run(
    `INSERT INTO dev.${table} (${names.join(', ')})
     SELECT ${names.map((name) => changes[name] ?? name).join(', ')}
       FROM dev.${table} CROSS JOIN generate_series(1, $2::int) n WHERE ${column} = $1`,
    [value, count],
  );
}
