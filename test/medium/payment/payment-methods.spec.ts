import { expect, it } from '@jest/globals';
import { serviceSuite } from '../../support/service/service-suite.js';

const { api } = serviceSuite('payment methods');

const PATH = '/api/v1/payment-methods';

it('adds a card, says where it is, and lists it oldest first', async () => {
  const first = await api.post(PATH, { user_id: 'alice', token: 'tok_ok' });
  expect(first.status).toBe(201);
  expect(first.body).toEqual({
    payment_method_id: expect.stringMatching(/^pm_[0-9a-f]{32}$/),
    billing_account_type: 'user',
    billing_account_id: 'alice',
    token: 'tok_ok',
    created_at: expect.stringMatching(/Z$/),
  });
  expect(first.headers.get('Location')).toBe(`${PATH}/${String(first.body['payment_method_id'])}`);
  const second = await api.post(PATH, { user_id: 'alice', token: 'tok_decline' });
  const list = await api.get(`${PATH}?user_id=alice`);
  expect(list.body).toEqual({ payment_methods: [first.body, second.body] });
  expect((await api.get(String(first.headers.get('Location')))).body).toEqual(first.body);
});

it('keeps the cards of an organisation apart from those of a user of the same name', async () => {
  const organization = { billing_account_type: 'organization', billing_account_id: 'bob' };
  await api.post(PATH, { ...organization, token: 'tok_ok' });
  expect((await api.get(`${PATH}?user_id=bob`)).body).toEqual({ payment_methods: [] });
  const list = await api.get(`${PATH}?billing_account_type=organization&billing_account_id=bob`);
  expect(list.body['payment_methods']).toHaveLength(1);
});

it('adds one card however often the same key comes', async () => {
  const card = { user_id: 'carol', token: 'tok_ok' };
  const first = await api.post(PATH, card, 'card-1');
  const again = await api.post(PATH, card, 'card-1');
  expect(again.status).toBe(201);
  expect(again.body).toEqual(first.body);
  expect(again.headers.get('Idempotency-Replayed')).toBe('true');
  expect((await api.get(`${PATH}?user_id=carol`)).body['payment_methods']).toHaveLength(1);
});

it('removes a card once, and replays the removal under its key', async () => {
  const { body } = await api.post(PATH, { user_id: 'dave', token: 'tok_ok' });
  const card = `${PATH}/${String(body['payment_method_id'])}`;
  expect((await api.delete(card, 'remove-1')).status).toBe(204);
  const again = await api.delete(card, 'remove-1');
  expect([again.status, again.headers.get('Idempotency-Replayed')]).toEqual([204, 'true']);
  expect((await api.delete(card)).status).toBe(404);
  expect((await api.get(card)).status).toBe(404);
  expect((await api.get(`${PATH}?user_id=dave`)).body).toEqual({ payment_methods: [] });
});

it.each([
  ['a card that the sandbox does not know', { user_id: 'erin', token: 'tok_other' }, 'token'],
  ['no account', { token: 'tok_ok' }, 'user_id'],
  ['half an account', { token: 'tok_ok', billing_account_type: 'user' }, 'billing_account_id'],
])('refuses %s by name', async (_, body, field) => {
  const answer = await api.post(PATH, body);
  expect(answer.status).toBe(422);
  expect(answer.body['errors']).toEqual([expect.objectContaining({ field })]);
});

it('is 404 for a card that nobody has', async () => {
  const { status, body } = await api.delete(`${PATH}/pm_none`);
  expect([status, body['code']]).toEqual([404, 'payment_method_not_found']);
});
