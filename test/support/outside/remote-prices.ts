import { afterAll, beforeEach } from '@jest/globals';
import { Upstreams } from '../../../src/integrations/upstream/upstreams.js';
import { ProductUpstream } from '../upstreams/product-upstream.js';
import { serviceSuite } from '../service/service-suite.js';
import { waitUntil } from '../wait-until.js';

interface StoredPrice {
  readonly unit_price: string;
  readonly effective_from: string;
}

/** A service whose catalogue a product service keeps; before each test that is up, and its breaker closed. */
export async function remotePrices(name: string) {
  const upstream = await ProductUpstream.start();
  const suite = serviceSuite(name, { integrations: upstream.integrations({ staleAfterMs: 1_000 }) });
  const { api, given } = suite;

  afterAll(() => upstream.stop());

  beforeEach(async () => {
    upstream.isDown = false;
    await waitUntil('its breaker closes', () => !suite.app.get(Upstreams).http('product').isOpen);
  });

  /** A product of the upstream at this price, not asked for yet. */
  function offered(unitPrice: string | null, more: object = {}): string {
    const productId = given.name('remote');
    upstream.products.set(productId, { unit_price: unitPrice, ...more });
    return productId;
  }

  const record = (productId: string, userId: string, amount: number | string, more: object = {}) =>
    api.post('/api/v1/usage/record', {
      user_id: userId,
      product_id: productId,
      service_type: 'model_inference',
      usage_amount: amount,
      ...more,
    });

  async function pricesOf(productId: string): Promise<StoredPrice[]> {
    const { body } = await api.get(`/api/v1/products/${productId}/prices`);
    return (body['prices'] ?? []) as StoredPrice[];
  }

  async function modelOf(productId: string): Promise<Record<string, unknown>> {
    const { body } = await api.get(`/api/v1/products/${productId}/pricing`);
    return body['pricing_model'] as Record<string, unknown>;
  }

  const confirmedAt = async (productId: string): Promise<number> =>
    Date.parse((await modelOf(productId))['confirmed_at'] as string);

  async function recordOf(billingId: unknown): Promise<Record<string, unknown>> {
    return (await api.get(`/api/v1/billing/record/${String(billingId)}`)).body;
  }

  return { upstream, suite, offered, record, pricesOf, modelOf, confirmedAt, recordOf };
}
