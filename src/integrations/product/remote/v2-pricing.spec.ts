import { describe, expect, it } from '@jest/globals';
import { parseExactJson } from '../../upstream/answers/exact-json.js';
import { plainTerms } from '../../../../test/support/outside/plain-terms.js';
import type { JsonObject } from '../../upstream/answers/json-object.js';
import type { PriceReading } from './price-reading.js';
import { readV2Pricing } from './v2-pricing.js';

/** As the platform answers for a million, in the words of the answer that was seen for 1000. */
const ANSWER = {
  product_id: 'gpt-4o-mini',
  quantity: '1000000',
  unit_type: 'token',
  unit_price: '3E-7',
  total_price: '0.30000000',
  total_cost: '0.30000000',
  currency: 'USD',
  pricing_found: true,
  pricing_model_id: 'pricing_gpt4o_mini_base',
  tier_name: 'base',
  tier_breakdown: [
    { tier_name: 'base', min_quantity: '0', max_quantity: null, unit_price: '3E-7', currency: 'USD' },
  ],
  plan_discount_applied: false,
  plan_discount_amount: '0',
  metadata: { tier_code: 'base', billing_interval: 'per_token', product_type: 'model', billing_profile: {} },
};

const OF_ONE = { ...ANSWER, quantity: '1', total_price: '3.0E-7' };

function read(ofOne: object, ofMany: object): PriceReading {
  const answers = [ofOne, ofMany].map((answer) => parseExactJson(JSON.stringify(answer)) as JsonObject);
  return readV2Pricing('gpt-4o-mini', 'GPT-4o Mini', answers);
}

describe('the price that the platform charges', () => {
  it('is read exactly from scientific notation', () => {
    const reading = read(OF_ONE, ANSWER);
    expect(reading).toMatchObject({
      kind: 'priced',
      product: { productId: 'gpt-4o-mini', name: 'GPT-4o Mini', productType: 'model', unitType: 'token' },
    });
    expect(plainTerms(reading)).toEqual({
      currency: 'USD',
      unitPrice: '0.0000003',
      dimensions: null,
      freeTier: null,
      effectiveUntil: null,
    });
  });

  it('may be finer than the totals there, which are rounded to 8 decimals', () => {
    const unit = { unit_price: '0.0000000044', tier_breakdown: [] };
    const reading = read(
      { ...OF_ONE, ...unit, total_price: '0E-8' },
      { ...ANSWER, ...unit, total_price: '0.00440000' },
    );
    expect(plainTerms(reading)).toMatchObject({ unitPrice: '0.0000000044' });
  });

  it('of 0 is a price', () => {
    const free = { unit_price: '0E-8', total_price: '0', tier_breakdown: [] };
    expect(plainTerms(read({ ...OF_ONE, ...free }, { ...ANSWER, ...free }))).toMatchObject({
      unitPrice: '0',
    });
  });

  it('is missing where there is no definition of it, whatever stands in its place', () => {
    const base = { unit_price: '0.00015', pricing_found: false };
    expect(read({ ...OF_ONE, ...base }, { ...ANSWER, ...base })).toMatchObject({ kind: 'missing' });
    expect(read({ ...OF_ONE, unit_price: null }, { ...ANSWER, unit_price: null })).toMatchObject({
      kind: 'missing',
    });
  });

  const tier = ANSWER.tier_breakdown[0];
  it.each<[string, object, object, string]>([
    [
      'tiers',
      OF_ONE,
      { ...ANSWER, tier_breakdown: [tier, { ...tier, unit_price: '2E-7' }] },
      'its tiers differ',
    ],
    ['one price for few and another for many', OF_ONE, cheaper(), 'a unit costs 0.0000003 and 0.0000002'],
    ['a least charge', { ...OF_ONE, total_price: '0.01' }, ANSWER, 'total_price of 1 is 0.01'],
    ['a fixed part', OF_ONE, { ...ANSWER, total_price: '1.3' }, 'total_price of 1000000 is 1.3, and not 0.3'],
    ['a discount', { ...OF_ONE, plan_discount_applied: true }, ANSWER, 'a discount was applied'],
    ['another product', { ...OF_ONE, product_id: 'gpt-4' }, ANSWER, 'another product'],
    [
      'an unknown currency',
      { ...OF_ONE, currency: 'GBP' },
      { ...ANSWER, currency: 'GBP' },
      'its tiers differ',
    ],
    ['two currencies', OF_ONE, { ...ANSWER, currency: 'EUR', tier_breakdown: [] }, 'the currency depends'],
    ['a total that is none', { ...OF_ONE, total_price: null }, ANSWER, 'total_price of 1 is absent'],
  ])('is refused with %s', (_, ofOne, ofMany, reason) => {
    expect(read(ofOne, ofMany)).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
  });
});

function cheaper(): object {
  return { ...ANSWER, unit_price: '2E-7', total_price: '0.2', tier_breakdown: [] };
}
