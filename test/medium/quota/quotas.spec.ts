import { beforeAll, describe, expect, it } from '@jest/globals';
import { type ApiAnswer, ApiClient } from '../../support/api/api-client.js';
import type { HttpApp } from '../../support/service/http-app.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const QUOTAS = '/api/v1/quotas';

const service = serviceSuite('quotas');
const { api, given } = service;
let other: HttpApp;

beforeAll(async () => {
  other = await service.startAnother();
});

function quotaOf(userId: string, more: object = {}) {
  return {
    user_id: userId,
    service_type: 'model_inference',
    quota_limit: 1000,
    quota_period: 'daily',
    ...more,
  };
}

async function created(body: object): Promise<{ quota_id: string }> {
  const answer = await api.post(QUOTAS, body);
  expect(answer.status).toBe(201);
  return { quota_id: String(answer.body['quota_id']) };
}

describe('creating a quota', () => {
  it('answers 201 with its location and the window that runs now', async () => {
    const userId = given.name('user');
    const { status, headers, body } = await api.post(QUOTAS, quotaOf(userId, { product_id: 'gpt-4' }));
    const today = new Date().toISOString().slice(0, 10);
    expect(status).toBe(201);
    expect(body).toEqual({
      quota_id: expect.stringMatching(/^quota_[0-9a-f]{32}$/),
      scope: 'user',
      user_id: userId,
      organization_id: null,
      subscription_id: null,
      service_type: 'model_inference',
      product_id: 'gpt-4',
      quota_limit: '1000',
      quota_used: '0',
      quota_remaining: '1000',
      quota_period: 'daily',
      period_start: `${today}T00:00:00.000Z`,
      next_reset_date: new Date(Date.parse(today) + 86_400_000).toISOString(),
      enforcement: 'hard',
      created_at: expect.any(String),
      updated_at: body['created_at'],
    });
    expect(headers.get('Location')).toBe(`${QUOTAS}/${String(body['quota_id'])}`);
    expect((await api.get(`${QUOTAS}/${String(body['quota_id'])}`)).body).toEqual(body);
  });

  it('replays the stored answer when the same key and body arrive again, and refuses another body', async () => {
    const quota = quotaOf(given.name('user'));
    const first = await api.post(QUOTAS, quota, 'create-once');
    const again = await api.post(QUOTAS, { ...quota, quota_limit: '1000.0', product_id: '' }, 'create-once');
    expect(again.status).toBe(201);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.headers.get('Location')).toBe(first.headers.get('Location'));
    const changed = await api.post(QUOTAS, { ...quota, quota_limit: 1001 }, 'create-once');
    expect(changed.status).toBe(409);
    expect(changed.body).toMatchObject({ code: 'idempotency_key_conflict' });
  });

  it('has one effect when one key arrives twenty times at once, over two processes', async () => {
    const quota = quotaOf(given.name('user'));
    const clients = [api, new ApiClient(other)];
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (clients[n % 2] as ApiClient).post(QUOTAS, quota, 'at-once')),
    );
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([201]));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('Idempotency-Replayed') === 'true')).toHaveLength(19);
  });

  it('refuses a second quota for the same scope, service, product and period, and frees its key', async () => {
    const quota = quotaOf(given.name('user'));
    const { quota_id } = await created(quota);
    const second = await api.post(QUOTAS, { ...quota, quota_limit: 5 }, 'second');
    expect(second.status).toBe(409);
    expect(second.body).toMatchObject({ code: 'quota_already_exists', quota_id });
    expect((await api.post(QUOTAS, { ...quota, quota_period: 'weekly' }, 'second')).status).toBe(201);
  });

  it('limits a subscription only if it exists', async () => {
    const quota = { ...quotaOf(''), subscription_id: given.name('sub') };
    const { status, body } = await api.post(QUOTAS, quota);
    expect(status).toBe(404);
    expect(body).toMatchObject({ code: 'subscription_not_found', subscription_id: quota.subscription_id });
  });

  it.each([
    ['no scope', { user_id: '' }, 'user_id'],
    ['two scopes', { organization_id: 'org' }, 'user_id'],
    ['an unknown service type', { service_type: 'gardening' }, 'service_type'],
    ['a negative limit', { quota_limit: -1 }, 'quota_limit'],
    ['an unknown period', { quota_period: 'yearly' }, 'quota_period'],
    ['an unknown enforcement', { enforcement: 'gentle' }, 'enforcement'],
  ])('refuses %s', async (_name, change, field) => {
    const { status, body } = await api.post(QUOTAS, quotaOf('somebody', change));
    expect(status).toBe(422);
    expect((body['errors'] as { field: string }[])[0]).toMatchObject({ field });
  });
});

describe('changing a quota', () => {
  it('changes the limit and the enforcement and keeps what was used', async () => {
    const userId = await given.payer('10');
    const productId = await given.product();
    const { quota_id } = await created(quotaOf(userId));
    const usage = {
      user_id: userId,
      product_id: productId,
      service_type: 'model_inference',
      usage_amount: 600,
    };
    expect((await api.post('/api/v1/usage/record', usage)).status).toBe(200);
    const change = { quota_limit: '500', enforcement: 'soft' };
    const changed = await api.patch(`${QUOTAS}/${quota_id}`, change, 'change-once');
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({
      quota_limit: '500',
      quota_used: '600',
      quota_remaining: '0',
      enforcement: 'soft',
    });
    const again = await api.patch(`${QUOTAS}/${quota_id}`, change, 'change-once');
    expect(again.body).toEqual(changed.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
  });

  it('gives up with 503 and a free key while something else holds the quota', async () => {
    const { quota_id } = await created(quotaOf(given.name('user')));
    const hasty = await service.startAnother({ http: { requestDeadlineMs: 200 } });
    const { database } = service;
    const change = (client: ApiClient) => client.patch(`${QUOTAS}/${quota_id}`, { quota_limit: 7 }, 'held');
    await database.transaction(async (tx) => {
      await tx.query(`SELECT FROM ${database.schema}.billing_quotas WHERE quota_id = $1 FOR UPDATE`, [
        quota_id,
      ]);
      const { status, body, headers } = await change(new ApiClient(hasty));
      expect({ status, code: body['code'] }).toEqual({ status: 503, code: 'account_busy' });
      expect(headers.get('Retry-After')).toBe('1');
    });
    expect((await change(api)).body).toMatchObject({ quota_limit: '7' });
  });

  it('refuses an empty change and an unknown quota', async () => {
    const { quota_id } = await created(quotaOf(given.name('user')));
    expect((await api.patch(`${QUOTAS}/${quota_id}`, {})).status).toBe(422);
    const neighbour = quota_id.slice(0, -1) + (quota_id.endsWith('0') ? '1' : '0');
    for (const unknown of ['nonsense', neighbour]) {
      const { status, body } = await api.patch(`${QUOTAS}/${unknown}`, { quota_limit: 1 });
      expect({ status, code: body['code'] }).toEqual({ status: 404, code: 'quota_not_found' });
    }
  });
});

describe('removing a quota', () => {
  it('answers 204 once and for every retry with its key, then 404', async () => {
    const { quota_id } = await created(quotaOf(given.name('user')));
    const path = `${QUOTAS}/${quota_id}`;
    expect((await api.delete(path, 'remove-once')).status).toBe(204);
    const again = await api.delete(path, 'remove-once');
    expect(again.status).toBe(204);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect((await api.delete(path)).status).toBe(404);
    expect((await api.get(path)).body).toMatchObject({ code: 'quota_not_found' });
  });
});

describe('listing quotas', () => {
  it('filters, pages newest first by offset and cursor, and counts all that match', async () => {
    const organization_id = given.name('org');
    const ids: string[] = [];
    for (const quota_period of ['daily', 'weekly', 'monthly']) {
      const quota = { ...quotaOf(''), organization_id, quota_period };
      ids.unshift((await created(quota)).quota_id);
    }
    const list = (more: string): Promise<ApiAnswer> =>
      api.get(`${QUOTAS}?organization_id=${organization_id}${more}`);
    const idsOf = ({ body }: ApiAnswer) =>
      (body['quotas'] as { quota_id: string }[]).map((quota) => quota.quota_id);

    const all = await list('');
    expect(all.body).toMatchObject({ total_count: 3, limit: 50, offset: 0, next_cursor: null });
    expect(idsOf(all)).toEqual(ids);
    expect(idsOf(await list('&quota_period=weekly'))).toEqual([ids[1]]);
    expect(idsOf(await list('&enforcement=soft'))).toEqual([]);

    const first = await list('&limit=2');
    const rest = await list(`&limit=2&cursor=${String(first.body['next_cursor'])}`);
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(ids);
    expect(rest.body).toMatchObject({ total_count: 3, next_cursor: null });
    expect(idsOf(await list('&offset=1&limit=1'))).toEqual([ids[1]]);
  });
});
