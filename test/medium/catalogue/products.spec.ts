import { describe, expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';

const { api } = serviceSuite('products');

const PRODUCTS = '/api/v1/products';
const product = (id: string) => ({ product_id: id, name: id.toUpperCase() });

describe('products', () => {
  it('are created with a place to read them at', async () => {
    const created = await api.post(PRODUCTS, {
      ...product('alpha'),
      product_type: 'storage',
      unit_type: 'gb_month',
    });
    expect(created.status).toBe(201);
    expect(created.headers.get('Location')).toBe(`${PRODUCTS}/alpha`);
    expect(created.body).toEqual({
      product_id: 'alpha',
      name: 'ALPHA',
      product_type: 'storage',
      unit_type: 'gb_month',
      description: null,
      created_at: expect.stringMatching(/Z$/),
    });
    const read = await api.get(`${PRODUCTS}/alpha`);
    expect([read.status, read.body]).toEqual([200, created.body]);
  });

  it('may have ids that must be escaped in a path', async () => {
    const created = await api.post(PRODUCTS, product('openrouter:meta/llama 3'));
    expect(created.headers.get('Location')).toBe(`${PRODUCTS}/openrouter%3Ameta%2Fllama%203`);
    const read = await api.get(String(created.headers.get('Location')));
    expect(read.body['product_id']).toBe('openrouter:meta/llama 3');
  });

  it('replay the stored answer when the same key and body arrive again', async () => {
    const first = await api.post(PRODUCTS, product('beta'), 'beta-1');
    const again = await api.post(PRODUCTS, product('beta'), 'beta-1');
    expect([again.status, again.body]).toEqual([201, first.body]);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.headers.get('Location')).toBe(`${PRODUCTS}/beta`);
    const other = await api.post(PRODUCTS, product('gamma'), 'beta-1');
    expect([other.status, other.body['code']]).toEqual([409, 'idempotency_key_conflict']);
  });

  it('are created once by many at the same time with one key', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => api.post(PRODUCTS, product('delta'), 'delta-1')),
    );
    expect(answers.map((answer) => answer.status)).toEqual(Array(12).fill(201));
    expect(new Set(answers.map((answer) => JSON.stringify(answer.body))).size).toBe(1);
  });

  it('are refused under an id that is taken, and leave the key free', async () => {
    await api.post(PRODUCTS, product('epsilon'));
    const second = await api.post(PRODUCTS, product('epsilon'), 'epsilon-2');
    expect([second.status, second.body['code']]).toEqual([409, 'product_already_exists']);
    const other = await api.post(PRODUCTS, product('zeta'), 'epsilon-2');
    expect(other.status).toBe(201);
  });

  it('are listed page by page in the order of their ids', async () => {
    const all = await api.get(`${PRODUCTS}?limit=500`);
    const ids = (all.body['products'] as { product_id: string }[]).map(({ product_id }) => product_id);
    expect(ids).toEqual([...ids].sort());
    const page = await api.get(`${PRODUCTS}?limit=2&offset=1`);
    expect(page.body).toEqual({
      products: (all.body['products'] as unknown[]).slice(1, 3),
      total_count: ids.length,
      limit: 2,
      offset: 1,
    });
  });

  it('are 404 when unknown, and 422 with the broken rules when malformed', async () => {
    expect((await api.get(`${PRODUCTS}/unknown`)).body).toMatchObject({
      status: 404,
      code: 'product_not_found',
    });
    const { status, body } = await api.post(PRODUCTS, { name: '', unit_type: 'GB Month' });
    expect(status).toBe(422);
    const fields = (body['errors'] as { field: string }[]).map(({ field }) => field);
    expect(fields.sort()).toEqual(['name', 'product_id', 'unit_type']);
  });
});
