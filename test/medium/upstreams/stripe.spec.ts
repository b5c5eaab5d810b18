import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { StripeFake } from '../../../upstreams/stripe/stripe-fake.js';

const KEY = 'sk_test_fake';
const fake = new StripeFake(KEY);
let url: string;

beforeAll(async () => {
  url = `http://127.0.0.1:${await fake.open()}`;
});
afterEach(() => fake.reset());
afterAll(() => fake.close());

interface Call {
  readonly form?: Readonly<Record<string, string>>;
  readonly key?: string;
  readonly authorization?: string;
}

async function call(method: string, path: string, { form, key, authorization = `Bearer ${KEY}` }: Call = {}) {
  const response = await fetch(url + path, {
    method,
    headers: {
      Authorization: authorization,
      ...(key !== undefined && { 'Idempotency-Key': key }),
    },
    ...(form && { body: new URLSearchParams(form) }),
  });
  const body = (await response.json()) as Record<string, unknown> & { error?: Record<string, unknown> };
  return { status: response.status, headers: response.headers, body };
}

/** A customer and a card that is saved with it. */
async function payer(card = 'pm_card_visa'): Promise<Record<string, string>> {
  const customer = await call('POST', '/v1/customers', { form: { 'metadata[account]': 'a' } });
  const id = String(customer.body['id']);
  const saved = await call('POST', `/v1/payment_methods/${card}/attach`, { form: { customer: id } });
  return { customer: id, payment_method: String(saved.body['id']) };
}

function payment(who: Record<string, string>, more: Record<string, string> = {}) {
  return { amount: '1234', currency: 'usd', off_session: 'true', confirm: 'true', ...who, ...more };
}

describe('the fake of Stripe', () => {
  it('lets in who has the key, as bearer or as user name, and nobody else', async () => {
    const basic = `Basic ${Buffer.from(`${KEY}:`).toString('base64')}`;
    const statuses = [`Bearer ${KEY}`, basic, 'Bearer sk_test_other'].map(async (authorization) => {
      const { status, body } = await call('GET', '/v1/refunds', { authorization });
      return [status, body.error?.['type']];
    });
    expect(await Promise.all(statuses)).toEqual([
      [200, undefined],
      [200, undefined],
      [401, 'invalid_request_error'],
    ]);
  });

  it('gives the first answer of a key again, whatever it was', async () => {
    const form = payment(await payer('pm_card_chargeCustomerFail'));
    const first = await call('POST', '/v1/payment_intents', { form, key: 'one' });
    const again = await call('POST', '/v1/payment_intents', { form, key: 'one' });
    expect(first.status).toBe(402);
    expect(first.body.error).toMatchObject({
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'generic_decline',
      payment_intent: { status: 'requires_payment_method' },
    });
    expect([again.status, again.body]).toEqual([first.status, first.body]);
    expect([first, again].map(({ headers }) => headers.get('Idempotent-Replayed'))).toEqual([null, 'true']);
    expect(fake.tables.paymentIntents.size).toBe(1);
  });

  it('refuses a key for another request, and while its first one runs', async () => {
    const who = await payer();
    fake.processingMs = 50;
    const create = (form: Record<string, string>) =>
      call('POST', '/v1/payment_intents', { form, key: 'one' });
    const both = await Promise.all([create(payment(who)), create(payment(who))]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409]);
    const late = both.find(({ status }) => status === 409);
    expect(late?.body.error?.['code']).toBe('idempotency_key_in_use');
    expect(late?.headers.get('Stripe-Should-Retry')).toBe('true');
    const other = await create(payment(who, { amount: '999' }));
    expect([other.status, other.body.error?.['type']]).toEqual([400, 'idempotency_error']);
    expect(fake.tables.paymentIntents.size).toBe(1);
  });

  it('leaves the key of a request that is not valid free', async () => {
    const who = await payer();
    const small = payment(who, { amount: '49' });
    const refused = await call('POST', '/v1/payment_intents', { form: small, key: 'one' });
    expect([refused.status, refused.body.error?.['code']]).toEqual([400, 'amount_too_small']);
    const paid = await call('POST', '/v1/payment_intents', { form: payment(who), key: 'one' });
    expect([paid.status, paid.body['status']]).toEqual([200, 'succeeded']);
  });

  it('makes a second payment under a key that it has forgotten', async () => {
    const form = payment(await payer());
    for (let day = 1; day <= 2; day += 1) {
      await call('POST', '/v1/payment_intents', { form, key: 'one' });
      fake.keys.forget();
    }
    expect(fake.tables.paymentIntents.size).toBe(2);
  });

  it('lists newest first, by pages; its search is behind', async () => {
    const who = await payer();
    const ids: unknown[] = [];
    for (let made = 0; made < 3; made += 1) {
      const form = payment(who, { 'metadata[attempt_id]': `att_${made}` });
      ids.unshift((await call('POST', '/v1/payment_intents', { form })).body['id']);
    }
    const list = `/v1/payment_intents?customer=${who['customer']}&limit=2`;
    const first = (await call('GET', list)).body;
    const second = (await call('GET', `${list}&starting_after=${String(ids[1])}`)).body;
    const idsOf = ({ data }: Record<string, unknown>) => (data as { id: string }[]).map(({ id }) => id);
    expect([idsOf(first), first['has_more']]).toEqual([ids.slice(0, 2), true]);
    expect([idsOf(second), second['has_more']]).toEqual([ids.slice(2), false]);
    const query = encodeURIComponent(`metadata['attempt_id']:'att_0'`);
    const search = async () => idsOf((await call('GET', `/v1/payment_intents/search?query=${query}`)).body);
    expect(await search()).toEqual([]);
    fake.routes.searchLagS = 0;
    expect(await search()).toEqual([ids[2]]);
    fake.routes.searchLagS = 60;
  });

  it('never takes a detached card again', async () => {
    const who = await payer();
    await call('POST', `/v1/payment_methods/${who['payment_method']}/detach`);
    expect((await call('POST', '/v1/payment_intents', { form: payment(who) })).status).toBe(400);
  });

  it('has its own words for faults', async () => {
    fake.faults.add({ kind: 'rate_limited', count: 1 });
    fake.faults.add({ kind: 'error_before', status: 503, count: 1 });
    const answers = [await call('GET', '/v1/refunds'), await call('GET', '/v1/refunds')];
    expect(answers.map(({ status, body }) => [status, body.error?.['code'] ?? body.error?.['type']])).toEqual(
      [
        [429, 'rate_limit'],
        [503, 'api_error'],
      ],
    );
  });

  it('is told what to do over HTTP too', async () => {
    const who = await payer();
    await call('POST', '/v1/payment_intents', { form: payment(who) });
    const control = async (method: string, path: string, order?: object) => {
      const response = await fetch(`${url}/__control/${path}`, {
        method,
        ...(order && { body: JSON.stringify(order) }),
      });
      return (await response.json()) as Record<string, unknown>;
    };
    expect((await control('GET', 'state'))['payment_intents']).toHaveLength(1);
    await control('POST', 'faults', { kind: 'error_before', count: 1 });
    expect((await call('GET', '/v1/refunds')).status).toBe(500);
    expect((await control('GET', 'faults'))['faults']).toMatchObject([{ struck: 1 }]);
    await control('POST', 'reset');
    expect((await control('GET', 'state'))['payment_intents']).toEqual([]);
  });
});
