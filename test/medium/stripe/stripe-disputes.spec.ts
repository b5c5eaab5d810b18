import { afterAll, afterEach, beforeAll, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { UnsettledBooks } from '../../../src/cli/unsettled/unsettled-books.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { eventsWorkedOff, startFakeStripe, WEBHOOK_SECRET } from '../../support/outside/stripe.js';

const { fake, integrations } = await startFakeStripe();
const settlement = { pollIntervalMs: 50, recheckMs: 50, waitMs: 15_000 };
const suite = serviceSuite('stripe disputes', { integrations, settlement });
const { api, given } = suite;
const NOW_S = Math.floor(Date.now() / 1_000);
let productId: string;

beforeAll(async () => {
  productId = await given.product('in-dollars', { unit_price: '0.002', currency: 'USD' });
  const url = `${suite.url}/api/v1/webhooks/stripe`;
  fake.webhooks.configure({ url, secret: WEBHOOK_SECRET, duplicates: 1, maxDelayMs: 0 });
});
afterEach(() => suite.database.query(`DELETE FROM ${suite.database.schema}.stripe_events`));
afterAll(() => fake.close());

async function paid(userId: string): Promise<{ billingId: string; paymentId: string }> {
  await api.post('/api/v1/payment-methods', { user_id: userId, token: 'pm_card_visa' });
  const { body } = await api.post('/api/v1/usage/record', {
    user_id: userId,
    product_id: productId,
    service_type: 'model_inference',
    usage_amount: 1000,
    billing_method: 'payment_charge',
  });
  const record = await api.get(`/api/v1/billing/record/${String(body['billing_id'])}`);
  return {
    billingId: String(body['billing_id']),
    paymentId: String(record.body['payment_transaction_id']),
  };
}

function tell(type: string, paymentId: string, status: string, id = `du_${paymentId}`): void {
  const evidence_details = { due_by: NOW_S + 604_800, has_evidence: false, past_due: false };
  const money = { amount: 200, currency: 'usd' };
  const about = { id, object: 'dispute', payment_intent: paymentId, reason: 'fraudulent' };
  fake.webhooks.happened(`charge.dispute.${type}`, {
    ...about,
    ...money,
    status,
    created: NOW_S,
    evidence_details,
  });
}

const workedOff = () => eventsWorkedOff(fake, suite.database);

function disputes(more: object = {}) {
  const books = new UnsettledBooks(suite.database, suite.database.schema, suite.config());
  const filters = { account: null, olderThanMs: 0, sinceMs: 0, limit: 100, ids: [] };
  return books.find({ ...filters, kinds: ['dispute'], ...more });
}

it('lists a dispute with its record, and books nothing for it', async () => {
  const { billingId, paymentId } = await paid('alice');
  const warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
  tell('created', paymentId, 'needs_response');
  await workedOff();
  expect(warned.mock.calls.map(([line]) => line)).toContainEqual(
    expect.objectContaining({
      msg: 'A payment is disputed',
      status: 'needs_response',
      billing_id: billingId,
    }),
  );
  warned.mockRestore();
  expect(await disputes()).toMatchObject([
    {
      id: `du_${paymentId}`,
      state: 'needs_response',
      billingId,
      account: 'user:alice',
      amount: '2',
      currency: 'USD',
      reason: expect.stringMatching(/^fraudulent: payment pi_\w+, to be answered by \d{4}-/),
    },
  ]);
  expect(await disputes({ account: 'user:bob' })).toEqual([]);
  expect(await disputes({ ids: [billingId] })).toHaveLength(1);
  expect(await disputes({ kinds: [] })).toEqual([]);
  const record = await api.get(`/api/v1/billing/record/${billingId}`);
  expect(record.body['billing_status']).toBe('completed');
  expect(await faultsOfBooks(suite.database)).toEqual([]);
});

it('lists it by the newest that Stripe has told, and no more once it is over, in whatever order', async () => {
  const { paymentId } = await paid('bob');
  tell('updated', paymentId, 'under_review');
  await workedOff();
  expect(await disputes()).toMatchObject([{ state: 'under_review' }]);
  tell('closed', paymentId, 'lost');
  await workedOff();
  tell('created', paymentId, 'needs_response');
  await workedOff();
  expect(await disputes()).toEqual([]);
});

it('lists one of a payment that is not ours too', async () => {
  tell('created', 'pi_foreign', 'warning_needs_response');
  await workedOff();
  expect(await disputes()).toMatchObject([{ billingId: null, account: '', state: 'warning_needs_response' }]);
});
