import { afterAll, describe, expect, it } from '@jest/globals';
import { ProductUpstream } from '../../support/upstreams/product-upstream.js';
import { answerJson, ScriptedUpstream } from '../../support/upstreams/scripted-upstream.js';
import { serviceSuite } from '../../support/service/service-suite.js';

/** As the platform documents it, to the letter. */
const GPT_4 = `{"product":{"product_id":"gpt-4","name":"GPT-4","product_type":"model"},
  "pricing_model":{"pricing_model_id":"gpt-4-pricing","pricing_type":"usage_based","unit_type":"token","input_unit_price":0.00003,"output_unit_price":0.00006,"currency":"CREDIT","free_tier_limit":1000},
  "subscription_info":null,
  "effective_pricing":{"base_price":0,"usage_price":0.00003,"is_included":false,"discount_rate":0}}`;

const upstream = await ScriptedUpstream.start(({ url }, response) => {
  if (url === '/api/v1/products/gpt-4/pricing') answerJson(response, 200, GPT_4);
  else if (url.endsWith('/pricing')) answerJson(response, 404, '{"detail":"Product pricing not found"}');
  else answerJson(response, 404, '{"detail":"Not Found"}');
});
const usual = ProductUpstream.configured(upstream.url);
const { api, given } = serviceSuite('remote_prices_v1', { integrations: { ...usual, generation: 'v1' } });

afterAll(() => upstream.stop());

describe('the first generation', () => {
  it('charges input and output at their prices after the free tier of the month', async () => {
    const userId = await given.payer('10');
    const usage = (input_tokens: number, output_tokens: number) => ({
      user_id: userId,
      product_id: 'gpt-4',
      service_type: 'model_inference',
      usage_amount: input_tokens + output_tokens,
      usage_details: { input_tokens, output_tokens },
    });
    const first = await api.post('/api/v1/usage/record', usage(1500, 0));
    expect([first.status, first.body['amount_charged']]).toEqual([200, '0.015']);
    const second = await api.post('/api/v1/usage/record', usage(1000, 2000));
    // 1000 × 0.00003 + 2000 × 0.00006
    expect([second.status, second.body['amount_charged']]).toEqual([200, '0.15']);
    expect(await given.walletBalance(userId)).toBe('9.835');
  });

  it('has no price where it says so', async () => {
    const { status } = await api.get('/api/v1/products/unknown/pricing');
    expect(status).toBe(404);
  });
});
