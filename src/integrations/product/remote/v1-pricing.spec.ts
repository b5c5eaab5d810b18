import { describe, expect, it } from '@jest/globals';
import { parseExactJson } from '../../upstream/answers/exact-json.js';
import type { JsonObject } from '../../upstream/answers/json-object.js';
import type { PriceReading } from './price-reading.js';
import { plainTerms } from '../../../../test/support/outside/plain-terms.js';
import { readV1Pricing } from './v1-pricing.js';

/** As the platform documents it, to the letter. */
const GPT_4 = `{"product":{"product_id":"gpt-4","name":"GPT-4","product_type":"model"},
  "pricing_model":{"pricing_model_id":"gpt-4-pricing","pricing_type":"usage_based","unit_type":"token","input_unit_price":0.00003,"output_unit_price":0.00006,"currency":"CREDIT","free_tier_limit":1000},
  "subscription_info":null,
  "effective_pricing":{"base_price":0,"usage_price":0.00003,"is_included":false,"discount_rate":0}}`;

const NOW = Date.UTC(2026, 10, 1);

const read = (text: string): PriceReading => readV1Pricing('gpt-4', parseExactJson(text) as JsonObject, NOW);

/** Reads a price model of which only this is said. */
function modelled(model: object, effective: object = {}): PriceReading {
  const body = { product: { product_id: 'gpt-4' }, pricing_model: model, effective_pricing: effective };
  return read(JSON.stringify(body));
}

describe('the documented answer', () => {
  it('is a price of input and one of output, with a monthly free tier', () => {
    const reading = read(GPT_4);
    expect(reading).toMatchObject({
      kind: 'priced',
      product: { productId: 'gpt-4', name: 'GPT-4', productType: 'model', unitType: 'token' },
    });
    expect(plainTerms(reading)).toEqual({
      currency: 'CREDIT',
      unitPrice: null,
      dimensions: { input_tokens: '0.00003', output_tokens: '0.00006' },
      freeTier: '1000 monthly',
      effectiveUntil: null,
    });
  });

  it('about another product is refused', () => {
    expect(read(GPT_4.replace('"product_id":"gpt-4"', '"product_id":"gpt-5"'))).toMatchObject({
      kind: 'refused',
      reason: 'the answer is about another product',
    });
  });
});

describe('a price of a unit', () => {
  it.each<[string, object, object]>([
    ['base_unit_price', { base_unit_price: '5E-2' }, {}],
    ['unit_price', { unit_price: 0.05 }, {}],
    ['usage_price alone', {}, { usage_price: '0.050' }],
    ['effective base_unit_price', {}, { base_unit_price: 0.05 }],
    ['input_unit_price of what is no token', { unit_type: 'minute', input_unit_price: 0.05 }, {}],
    [
      'input and output of one price',
      { unit_type: 'token', input_unit_price: 0.05, output_unit_price: '0.05' },
      {},
    ],
    [
      'with defaults of columns beside it',
      { base_unit_price: 0.05, input_unit_price: 0, output_unit_price: 0 },
      {},
    ],
    ['the same one twice', { base_unit_price: 0.05 }, { usage_price: 0.05 }],
    ['in tiers that cost the same', { tier_pricing: tiers('0.05', '0.05') }, {}],
  ])('is read from %s', (_, model, effective) => {
    expect(plainTerms(modelled(model, effective))).toMatchObject({ unitPrice: '0.05', dimensions: null });
  });

  it('of 0 is a price', () => {
    expect(plainTerms(modelled({ base_unit_price: 0 }))).toMatchObject({ unitPrice: '0' });
    expect(plainTerms(modelled({ base_unit_price: '0E-8' }, { usage_price: 0 }))).toMatchObject({
      unitPrice: '0',
    });
  });

  it('that nobody has set is missing, and not 0', () => {
    expect(modelled({ base_unit_price: null })).toMatchObject({
      kind: 'missing',
      reason: 'no price of a unit is set',
    });
    expect(modelled({})).toMatchObject({ kind: 'missing' });
  });

  it('of input alone prices input alone', () => {
    const reading = modelled({ unit_type: 'token', input_unit_price: '3e-05' });
    expect(plainTerms(reading)).toMatchObject({ unitPrice: null, dimensions: { input_tokens: '0.00003' } });
  });

  it('may be in euro, with a free tier of a day', () => {
    const model = { base_unit_price: 1, currency: 'EUR', free_tier_limit: '10', free_tier_period: 'daily' };
    expect(plainTerms(modelled(model))).toMatchObject({ currency: 'EUR', freeTier: '10 daily' });
  });

  it('ends when the price model says so; an instant without a zone is UTC', () => {
    const model = {
      base_unit_price: 1,
      effective_from: '2026-01-01T00:00:00',
      effective_until: '2026-12-01T00:00:00',
    };
    expect(plainTerms(modelled(model))).toMatchObject({ effectiveUntil: '2026-12-01T00:00:00.000Z' });
  });
});

describe('what a price of a unit cannot say', () => {
  const priced = { base_unit_price: 0.05 };

  it.each<[string, object, object, string]>([
    ['tiers', { tier_pricing: tiers('0.05', '0.04') }, {}, 'its tiers cost 0.05, 0.04'],
    ['tiers with an end', { tier_pricing: tiers('0.05', '0.05').slice(0, 1) }, {}, 'without a price'],
    [
      'a price by the request',
      { ...priced, base_cost_per_request: '1E-3' },
      {},
      'base_cost_per_request is 0.001',
    ],
    ['a least charge', { ...priced, minimum_charge: 1 }, {}, 'minimum_charge is 1'],
    ['units in packs', { ...priced, billing_unit_size: 1000 }, {}, 'billing_unit_size is 1000'],
    ['a fixed part', priced, { base_price: 3 }, 'base_price is 3'],
    ['a discount', priced, { discount_rate: '0.1' }, 'discount_rate is 0.1'],
    ['a plan', { ...priced, pricing_type: 'subscription' }, {}, 'pricing_type is "subscription"'],
    ['another currency', { ...priced, currency: 'GBP' }, {}, 'currency is "GBP"'],
    ['two prices at once', priced, { usage_price: 0.06 }, 'a unit has the prices 0.05 and 0.06 at once'],
    [
      'one price and two',
      { ...priced, input_unit_price: 0.05, output_unit_price: 0.06 },
      {},
      'two of input and output',
    ],
    ['a price that is none', { base_unit_price: 'a lot' }, {}, 'base_unit_price is no amount'],
    ['a negative price', { base_unit_price: -1 }, {}, 'base_unit_price is no amount'],
    ['more digits than the books', { base_unit_price: '1E-19' }, {}, 'base_unit_price is no amount'],
    [
      'an unknown period',
      { ...priced, free_tier_limit: 5, free_tier_period: 'weekly' },
      {},
      'free_tier_period is "weekly"',
    ],
  ])('is refused: %s', (_, model, effective, reason) => {
    const reading = modelled(model, effective);
    expect(reading).toMatchObject({ kind: 'refused', reason: expect.stringContaining(reason) });
  });

  it.each<[string, object]>([
    ['inactive', { is_active: false }],
    ['not yet effective', { effective_from: '2026-11-02T00:00:00Z' }],
    ['over', { effective_until: '2026-11-01T00:00:00Z' }],
  ])('is no price now: %s', (_, model) => {
    expect(modelled({ ...priced, ...model })).toMatchObject({ kind: 'missing' });
  });

  it('leaves the fees of a plan to who sells the plan', () => {
    expect(plainTerms(modelled({ ...priced, pricing_type: 'hybrid', monthly_price: 20 }))).toMatchObject({
      unitPrice: '0.05',
    });
  });
});

function tiers(first: string, second: string): object[] {
  return [
    { min_usage: 0, max_usage: 1000, unit_price: first },
    { min_usage: 1001, max_usage: null, unit_price: second },
  ];
}
