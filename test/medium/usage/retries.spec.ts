import { beforeAll, describe, expect, it } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import type { HttpApp } from '../../support/service/http-app.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { usageEvents } from '../../support/api/usage-events.js';

const service = serviceSuite('usage retries');
const { api, given } = service;
const { usageOf } = usageEvents(service);
let other: HttpApp;

beforeAll(async () => {
  other = await service.startAnother();
});

const RECORD = '/api/v1/usage/record';

describe('a retry', () => {
  it('with the same key gets the stored answer and no second charge', async () => {
    const userId = await given.payer('10');
    const first = await api.post(RECORD, usageOf(userId), 'key-1');
    const again = await api.post(RECORD, usageOf(userId, { usage_amount: '1000.00' }), 'key-1');
    expect(again.status).toBe(200);
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(await given.walletBalance(userId)).toBe('8.00');
  });

  it('with the same request_id needs no header, and the answer names the key that it made', async () => {
    const userId = await given.payer('10');
    const usage = usageOf(userId, { request_id: 'req-1' });
    const first = await api.post(RECORD, usage);
    const again = await api.post(RECORD, usage);
    const key = first.headers.get('Idempotency-Key') ?? '';
    const byKey = await api.post(RECORD, usage, key);
    expect(again.headers.get('Idempotency-Key')).toBe(key);
    expect([again.body, byKey.body]).toEqual([first.body, first.body]);
    expect(await given.walletBalance(userId)).toBe('8.00');
  });

  it('with the same request_id under another key is another event', async () => {
    const userId = await given.payer('10');
    await api.post(RECORD, usageOf(userId, { request_id: 'req-1' }), 'key-a');
    await api.post(RECORD, usageOf(userId, { request_id: 'req-1' }), 'key-b');
    expect(await given.walletBalance(userId)).toBe('6.00');
  });

  it('with the same key and another body is 409 and changes nothing', async () => {
    const userId = await given.payer('10');
    await api.post(RECORD, usageOf(userId), 'key-2');
    const { status, body } = await api.post(RECORD, usageOf(userId, { usage_amount: 1 }), 'key-2');
    expect(status).toBe(409);
    expect(body['code']).toBe('idempotency_key_conflict');
    expect(await given.walletBalance(userId)).toBe('8.00');
  });

  it('of a refusal gets the refusal again, even when there is money by now', async () => {
    const userId = await given.payer('1');
    const first = await api.post(RECORD, usageOf(userId), 'key-3');
    const [wallet] = (await api.get(`/api/v1/wallets?user_id=${userId}`)).body['wallets'] as {
      wallet_id: string;
    }[];
    await api.post(`/api/v1/wallets/${wallet?.wallet_id}/deposit`, { amount: '100' });
    const again = await api.post(RECORD, usageOf(userId), 'key-3');
    expect(again.status).toBe(402);
    expect(again.headers.get('Idempotency-Replayed')).toBe('true');
    expect(again.body['billing_id']).toBe(first.body['billing_id']);
  });

  it('of a request that kept nothing finds its key free', async () => {
    const userId = await given.payer('10');
    expect((await api.post(RECORD, usageOf(userId, { usage_amount: -1 }), 'key-4')).status).toBe(422);
    expect((await api.post(RECORD, usageOf(userId), 'key-4')).status).toBe(200);
  });

  it('fifty times at once, over two processes, has one effect and fifty equal answers', async () => {
    const userId = await given.payer('10');
    const clients = [api, new ApiClient(other)];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        (clients[i % 2] as ApiClient).post(RECORD, usageOf(userId), 'key-5'),
      ),
    );
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body])))).toHaveProperty(
      'size',
      1,
    );
    expect(answers.filter(({ headers }) => headers.get('Idempotency-Replayed') === null)).toHaveLength(1);
    expect(await given.walletBalance(userId)).toBe('8.00');
  });
});
