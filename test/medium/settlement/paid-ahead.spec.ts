import { afterAll, describe, expect, it } from '@jest/globals';
import { faultsOfBooks } from '../../support/database/books.js';
import { testConfig } from '../../support/config.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { startFakeStripe } from '../../support/outside/stripe.js';
import { startUpstream } from '../../support/upstreams/start-upstream.js';
import { waitUntil } from '../../support/wait-until.js';

/** What a card payer's own books say that a payment took and gave back, in cents. */
interface Cards {
  readonly name: string;
  readonly integrations: object;
  moved(transactionId: string): Promise<{ readonly taken: number; readonly given: number }>;
  stop(): Promise<unknown>;
}

async function paymentService(): Promise<Cards> {
  const service = await startUpstream('payment', { secret: 'internal-secret' });
  const payment = { client: 'http', url: service.url, secret: 'internal-secret' } as const;
  return {
    name: 'the payment service',
    integrations: { ...testConfig().integrations, payment },
    async moved(transactionId) {
      const { processor } = await service.control.state();
      const card = processor.find(({ payment_id }) => payment_id === transactionId);
      return { taken: card?.cents ?? 0, given: card?.refunded_cents ?? 0 };
    },
    stop: () => service.stop(),
  };
}

async function stripe(): Promise<Cards> {
  const { fake, integrations } = await startFakeStripe();
  return {
    name: 'Stripe',
    integrations,
    async moved(transactionId) {
      const { paymentIntents, refunds } = fake.tables;
      const back = [...refunds.values()].filter(({ payment_intent }) => payment_intent === transactionId);
      return {
        taken: paymentIntents.get(transactionId)?.amount ?? 0,
        given: back.reduce((sum, { amount }) => sum + amount, 0),
      };
    },
    stop: () => fake.close(),
  };
}

const payers = [await paymentService(), await stripe()];
afterAll(() => Promise.all(payers.map((payer) => payer.stop())));

describe.each(payers)('a charge that $name took less for than it costs', ({ integrations, moved, name }) => {
  const settlement = { callTimeoutMs: 1_000, pollIntervalMs: 50, recheckMs: 50, waitMs: 15_000 };
  const suite = serviceSuite(`paid ahead ${name}`, { integrations, settlement });
  const { api, given } = suite;

  async function use(productId: string, amount: string): Promise<string> {
    const usage = { user_id: 'ann', product_id: productId, service_type: 'model_inference' };
    const asked = { ...usage, usage_amount: amount, billing_method: 'payment_charge' };
    const { status, body } = await api.post('/api/v1/usage/record', asked);
    expect([status, body['billing_status']]).toEqual([200, 'completed']);
    return String(body['billing_id']);
  }
  const movedFor = async (billingId: string) => {
    const { body } = await api.get(`/api/v1/billing/record/${billingId}`);
    return moved(String(body['payment_transaction_id']));
  };
  const refund = async (billingId: string) => {
    expect((await api.put(`/api/v1/billing/record/${billingId}/status?status=refunded`)).status).toBe(200);
  };

  it('gives back there what it took there, and the rest is paid ahead again', async () => {
    await given.card('ann', 'pm_card_visa');
    const product = await given.product(undefined, { unit_price: '0.01', currency: 'USD' });
    const tooSmall = await use(product, '0.5');
    expect(await movedFor(await use(product, '100.5'))).toEqual({ taken: 101, given: 0 });
    await refund(tooSmall);
    const tookLess = await use(product, '100');
    expect(await movedFor(tookLess)).toEqual({ taken: 99, given: 0 });
    await refund(tookLess);
    await waitUntil('it is given back', async () => (await movedFor(tookLess)).given > 0);
    expect(await movedFor(tookLess)).toEqual({ taken: 99, given: 99 });
    const attempts = () =>
      suite.database.query(
        `SELECT state, amount::text, details ->> 'left_over' AS left_over
           FROM ${suite.database.schema}.settlement_attempts WHERE billing_id = $1 AND kind = 'payment_refund'`,
        [tookLess],
      );
    await waitUntil(
      'that is known',
      async () => ((await attempts())[0] as { state: string }).state === 'succeeded',
    );
    expect(await attempts()).toEqual([{ state: 'succeeded', amount: '0.99', left_over: '0.01' }]);
    const { body } = await api.get('/api/v1/credits/balance?user_id=ann&currency=USD');
    expect(body['available_balance']).toBe('0');
    expect(await movedFor(await use(product, '100.5'))).toEqual({ taken: 100, given: 0 });
  });

  it('leaves books that balance', async () => {
    expect(await faultsOfBooks(suite.database)).toEqual([]);
  });
});
