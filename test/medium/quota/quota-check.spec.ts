import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const CHECK = '/api/v1/quota/check';

/** A Wednesday in the middle of a month: day, week and month end at different times. */
const NOON = Date.parse('2030-05-15T12:00:00Z');
const DAY_MS = 86_400_000;
const clockOffsetMs = NOON - Date.now();

const service = serviceSuite('quota check', { engine: { clockOffsetMs } });
const { api, given } = service;
let productId: string;

beforeAll(async () => {
  productId = await given.product();
});

async function quota(scope: object, limit: string, more: object = {}): Promise<string> {
  const body = {
    service_type: 'model_inference',
    quota_limit: limit,
    quota_period: 'daily',
    ...scope,
    ...more,
  };
  const created = await api.post('/api/v1/quotas', body);
  expect(created.status).toBe(201);
  return created.body['quota_id'] as string;
}

async function check(body: object): Promise<Record<string, unknown>> {
  const answer = await api.post(CHECK, { service_type: 'model_inference', ...body });
  expect(answer.status).toBe(200);
  return answer.body;
}

async function use(userId: string, amount: number, more: object = {}): Promise<number> {
  const usage = {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: amount,
  };
  return (await api.post('/api/v1/usage/record', { ...usage, ...more })).status;
}

const NONE = {
  allowed: true,
  message: 'No quota restrictions',
  quota_limit: null,
  quota_used: null,
  quota_remaining: null,
  quota_period: null,
  next_reset_date: null,
  suggested_actions: [],
  quota_id: null,
  scope: null,
  enforcement: null,
};

describe('checking a quota', () => {
  it('allows everything where no quota applies, and remembers nobody', async () => {
    const userId = given.name('user');
    const body = { user_id: userId, requested_amount: 1000, organization_id: 'org456', subscription_id: '' };
    expect(await check(body)).toEqual(NONE);
    const { database } = service;
    const owners = await database.query(`SELECT FROM ${database.schema}.owners WHERE owner_id = $1`, [
      userId,
    ]);
    expect(owners).toHaveLength(0);
  });

  it('allows up to exactly what is left and says what is wrong beyond it', async () => {
    const userId = await given.payer('10');
    const quotaId = await quota({ user_id: userId }, '1000');
    expect(await use(userId, 500)).toBe(200);
    expect(await check({ user_id: userId, requested_amount: 500 })).toEqual({
      allowed: true,
      message: 'Within quota',
      quota_limit: '1000',
      quota_used: '500',
      quota_remaining: '500',
      quota_period: 'daily',
      next_reset_date: expect.stringMatching(/T00:00:00.000Z$/),
      suggested_actions: [],
      quota_id: quotaId,
      scope: 'user',
      enforcement: 'hard',
    });
    expect(await check({ user_id: userId, requested_amount: '500.01' })).toMatchObject({
      allowed: false,
      message: 'Quota exceeded. Requested: 500.01, Remaining: 500',
      suggested_actions: [
        'Upgrade subscription plan',
        'Wait for quota reset',
        'Contact support for quota increase',
      ],
    });
  });

  it('agrees with what recording the usage then does, and changes nothing', async () => {
    const userId = await given.payer('100');
    await quota({ user_id: userId }, '100');
    for (let n = 0; n < 3; n += 1) {
      expect(await check({ user_id: userId, requested_amount: 100 })).toMatchObject({
        allowed: true,
        quota_used: '0',
      });
    }
    expect(await use(userId, 100)).toBe(200);
    expect(await check({ user_id: userId, requested_amount: 1 })).toMatchObject({ allowed: false });
    expect(await use(userId, 1)).toBe(429);
    expect(await check({ user_id: userId, requested_amount: 0 })).toMatchObject({
      allowed: true,
      quota_used: '100',
    });
  });

  it('asks every quota that applies: the refusing one with the latest reset is reported', async () => {
    const [userId, organizationId] = [given.name('user'), given.name('org')];
    await quota({ user_id: userId }, '10');
    const monthly = await quota({ organization_id: organizationId }, '10', { quota_period: 'monthly' });
    const weekly = await quota({ user_id: userId }, '20', { quota_period: 'weekly' });
    const asked = { user_id: userId, organization_id: organizationId };
    expect(await check({ ...asked, requested_amount: 15 })).toMatchObject({
      allowed: false,
      quota_id: monthly,
      scope: 'organization',
    });
    expect(await check({ user_id: userId, requested_amount: 25 })).toMatchObject({
      allowed: false,
      quota_id: weekly,
    });
    expect(await check({ ...asked, requested_amount: 10 })).toMatchObject({
      allowed: true,
      quota_remaining: '10',
    });
  });

  it('lets a soft quota be exceeded, with a message', async () => {
    const userId = given.name('user');
    await quota({ user_id: userId }, '10', { enforcement: 'soft' });
    expect(await check({ user_id: userId, requested_amount: 11 })).toMatchObject({
      allowed: true,
      message: 'Soft quota exceeded, usage is allowed. Requested: 11, Remaining: 10',
      enforcement: 'soft',
    });
  });

  it('minds a quota on a product only for that product', async () => {
    const userId = given.name('user');
    await quota({ user_id: userId }, '10', { product_id: 'gpt-4' });
    const asked = { user_id: userId, requested_amount: 11 };
    expect(await check({ ...asked, product_id: 'gpt-4' })).toMatchObject({ allowed: false });
    expect(await check({ ...asked, product_id: 'gpt-5' })).toEqual(NONE);
    expect(await check(asked)).toEqual(NONE);
    expect(await check({ ...asked, product_id: 'gpt-4', service_type: 'api_gateway' })).toEqual(NONE);
  });

  it('counts nothing of a window that is over', async () => {
    const userId = await given.payer('10');
    await quota({ user_id: userId }, '100');
    expect(await use(userId, 100)).toBe(200);
    const tomorrow = await service.startAnother({ engine: { clockOffsetMs: clockOffsetMs + DAY_MS } });
    const { body } = await new ApiClient(tomorrow).post(CHECK, {
      user_id: userId,
      service_type: 'model_inference',
      requested_amount: 100,
    });
    const quotas = await new ApiClient(tomorrow).get(`/api/v1/quota/${userId}`);
    expect(body).toMatchObject({ allowed: true, quota_used: '0', quota_remaining: '100' });
    expect((quotas.body['quotas'] as object[])[0]).toMatchObject({ quota_used: '0' });
  });

  it('counts a quota from its creation', async () => {
    const userId = await given.payer('10');
    expect(await use(userId, 70)).toBe(200);
    await quota({ user_id: userId }, '100');
    expect(await check({ user_id: userId, requested_amount: 100 })).toMatchObject({
      allowed: true,
      quota_used: '0',
    });
  });

  it('answers the same on the later path of the platform, without a key', async () => {
    const { status, body, headers } = await api.post('/api/v1/billing/quota/check', {
      user_id: 'nobody',
      service_type: 'model_inference',
      requested_amount: 1,
    });
    expect(status).toBe(200);
    expect(body).toEqual(NONE);
    expect(headers.get('Idempotency-Key')).toBeNull();
  });

  it.each([
    ['an unknown service type', { service_type: 'gardening', requested_amount: 1 }, 'service_type'],
    ['a negative amount', { service_type: 'model_inference', requested_amount: -1 }, 'requested_amount'],
    ['no amount', { service_type: 'model_inference' }, 'requested_amount'],
  ])('refuses %s', async (_name, body, field) => {
    const answer = await api.post(CHECK, { user_id: 'somebody', ...body });
    expect(answer.status).toBe(422);
    expect(answer.body).toMatchObject({ errors: [{ field }] });
  });
});

describe('the quotas of a user', () => {
  it('are those of the user, on both paths, by service type', async () => {
    const userId = given.name('user');
    const first = await quota({ user_id: userId }, '10');
    const second = await quota({ user_id: userId }, '10', { service_type: 'api_gateway' });
    const { body } = await api.get(`/api/v1/quota/${userId}`);
    expect(body).toMatchObject({ user_id: userId, quotas: [{ quota_id: first }, { quota_id: second }] });
    const gateway = await api.get(`/api/v1/billing/quota/${userId}?service_type=api_gateway`);
    expect(gateway.body['quotas']).toMatchObject([{ quota_id: second }]);
    expect((await api.get('/api/v1/quota/stranger')).body).toEqual({ user_id: 'stranger', quotas: [] });
    expect((await api.get(`/api/v1/quota/${userId}?service_type=gardening`)).status).toBe(422);
  });
});
