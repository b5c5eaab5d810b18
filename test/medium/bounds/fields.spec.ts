import { beforeAll, describe, expect, it } from '@jest/globals';
import type { ApiAnswer } from '../../support/api/api-client.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const service = serviceSuite('bounds_fields', { http: { bodyLimitBytes: 64 * 1024 } });
const { api, given } = service;

let product: string;
let payer: string;

beforeAll(async () => {
  product = await given.product();
  payer = await given.payer('1000');
});

const RECORD = '/api/v1/usage/record';
const usage = (rest: object) => ({
  user_id: payer,
  product_id: product,
  service_type: 'other',
  usage_amount: 1,
  ...rest,
});

/** The fields that a refusal names. */
function fieldsOf({ body }: ApiAnswer): unknown[] {
  return ((body['errors'] ?? []) as { field: string }[]).map(({ field }) => field);
}

/** An object of exactly so many bytes of JSON. */
const objectOf = (bytes: number) => ({ x: 'x'.repeat(bytes - '{"x":""}'.length) });

/** 128 characters of three bytes each, which do not compress. */
function wide(seed: number): string {
  const codes = Array.from({ length: 128 }, (_, n) => 0x4e00 + ((n * 7919 + seed * 104_729) % 20_000));
  return String.fromCodePoint(...codes);
}

function nested(levels: number): unknown {
  return levels === 0 ? 1 : { in: nested(levels - 1) };
}

describe('a field', () => {
  it.each([
    ['session_id', (n: number) => ({ session_id: 's'.repeat(n) }), 128],
    ['request_id', (n: number) => ({ request_id: 'r'.repeat(n) }), 128],
    ['usage_details', (n: number) => ({ usage_details: objectOf(n) }), 16_384],
    ['usage_details', (n: number) => ({ usage_details: nested(n) }), 8],
    ['usage_amount', (n: number) => ({ usage_amount: '0.' + '0'.repeat(n - 1) + '1' }), 18],
  ])('%s is taken up to its bound, and past it 422 names it', async (field, made, most) => {
    expect((await api.post(RECORD, usage(made(most)))).status).toBe(200);
    const refused = await api.post(RECORD, usage(made(most + 1)));
    expect([refused.status, refused.body['code']]).toEqual([422, 'validation_failed']);
    expect(fieldsOf(refused)).toEqual([field]);
  });

  it.each([
    ['a quantity of more than 20 digits', { usage_amount: '1'.repeat(21) }, 'usage_amount'],
    ['a JSON number of more than 15 digits', { usage_amount: 0.1234567890123456 }, 'usage_amount'],
    ['a negative quantity', { usage_amount: -1 }, 'usage_amount'],
    ['an id of more than 128 characters', { user_id: 'u'.repeat(129) }, 'user_id'],
  ])('with %s is 422 and names it', async (_name, rest, field) => {
    const refused = await api.post(RECORD, usage(rest));
    expect([refused.status, fieldsOf(refused)]).toEqual([422, [field]]);
  });

  it('of text and of a list has its bound too', async () => {
    const wallets = (await api.get(`/api/v1/wallets?user_id=${payer}`)).body['wallets'] as {
      wallet_id: string;
    }[];
    const deposit = (description: string) =>
      api.post(`/api/v1/wallets/${wallets[0]?.wallet_id}/deposit`, { amount: '1', description });
    expect((await deposit('d'.repeat(1_000))).status).toBe(200);
    expect(fieldsOf(await deposit('d'.repeat(1_001)))).toEqual(['description']);

    const subscribe = (count: number) =>
      api.post('/api/v1/subscriptions', {
        user_id: payer,
        plan_id: 'plan',
        included_products: Array.from({ length: count }, (_, n) => ({
          product_id: `p-${n}`,
          included_amount: 1,
        })),
      });
    expect((await subscribe(100)).status).toBe(201);
    expect(fieldsOf(await subscribe(101))).toEqual(['included_products']);
  });

  it('of ids in long characters is stored, six of them at their longest', async () => {
    const ids = {
      user_id: wide(1),
      organization_id: wide(2),
      agent_id: wide(3),
      product_id: wide(4),
      session_id: wide(5),
      billing_account_type: 'organization',
      billing_account_id: wide(6),
      usage_details: { model: wide(7) },
    };
    const { status, body } = await api.post(RECORD, usage(ids));
    expect([status, body['code']]).toEqual([400, 'usage_not_priced']);
    const { body: list } = await api.get(
      `/api/v1/billing/records?agent_id=${encodeURIComponent(ids.agent_id)}`,
    );
    expect(list['records']).toMatchObject([{ user_id: ids.user_id, product_id: ids.product_id }]);
  });

  it('with an id of more than 384 bytes is 422 and names it', async () => {
    const emojis = (count: number) => '\u{1F600}'.repeat(count);
    expect((await api.post(RECORD, usage({ agent_id: emojis(96) }))).status).toBe(200);
    const refused = await api.post(RECORD, usage({ agent_id: emojis(97) }));
    expect([refused.status, refused.body['detail']]).toEqual([
      422,
      'agent_id must have at most 384 bytes in UTF-8',
    ]);
  });
});

describe('a body', () => {
  it('up to the limit is read, and past it is 413 with the limit', async () => {
    const padded = (bytes: number) => {
      const body = { ...usage({}), pad: '' };
      return { ...body, pad: 'x'.repeat(bytes - JSON.stringify(body).length) };
    };
    expect((await api.post(RECORD, padded(64 * 1024))).status).toBe(200);
    const { status, body } = await api.post(RECORD, padded(64 * 1024 + 1));
    expect([status, body['code'], body['limit_bytes']]).toEqual([413, 'body_too_large', 64 * 1024]);
  });

  it('that is nested deeper than 32 levels is 422', async () => {
    const at = await api.post(RECORD, usage({ ignored: nested(31) }));
    expect(at.status).toBe(200);
    expect(fieldsOf(await api.post(RECORD, usage({ ignored: nested(32) })))).toEqual(['body']);
  });
});

describe('a key', () => {
  it('of 255 characters replays the largest answer whole; one more is 422', async () => {
    const key = 'k'.repeat(255);
    const body = usage({ usage_details: objectOf(16_384), session_id: 's'.repeat(128) });
    const first = await api.post(RECORD, body, key);
    const again = await api.post(RECORD, body, key);
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(fieldsOf(await api.post(RECORD, body, `${key}k`))).toEqual(['Idempotency-Key']);
  });
});

describe('a page', () => {
  const USER_LISTS = ['/api/v1/billing/records', '/api/v1/quotas', '/api/v1/products'];

  it.each([
    ...USER_LISTS.map((path) => [path, 500] as const),
    ['/api/v1/credits/grants?user_id=u', 500],
    ['/api/v1/usage/aggregations', 10_000],
  ])('of %s has at most %i rows, and no offset beyond 10,000', async (path, most) => {
    const ask = (query: string) => api.get(`${path}${path.includes('?') ? '&' : '?'}${query}`);
    expect((await ask(`limit=${most}`)).status).toBe(200);
    for (const limit of [0, most + 1, -1, 'all']) {
      const refused = await ask(`limit=${limit}`);
      expect([refused.status, fieldsOf(refused)]).toEqual([422, ['limit']]);
    }
    if (path.endsWith('aggregations')) return;
    expect((await ask('offset=10000')).status).toBe(200);
    expect(fieldsOf(await ask('offset=10001'))).toEqual(['offset']);
  });

  it('of numbered pages ends at the same offset', async () => {
    expect((await api.get('/api/v1/billing/records?page=21&page_size=500')).status).toBe(200);
    expect(fieldsOf(await api.get('/api/v1/billing/records?page=22&page_size=500'))).toEqual(['page']);
    expect(fieldsOf(await api.get('/api/v1/billing/records?page_size=501'))).toEqual(['page_size']);
  });

  it.each([
    ['no base64', 'zzz'],
    ['NUL', '%00'],
    ['5,000 characters', 'A'.repeat(5_000)],
    ['another content', Buffer.from('[1,"a b"]').toString('base64url')],
  ])('is not found by a cursor of %s', async (_name, cursor) => {
    for (const path of ['/api/v1/billing/records', '/api/v1/quotas']) {
      const refused = await api.get(`${path}?cursor=${cursor}`);
      expect([refused.status, fieldsOf(refused)]).toEqual([422, ['cursor']]);
    }
  });
});
