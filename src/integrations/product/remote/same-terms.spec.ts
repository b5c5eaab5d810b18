import { expect, it } from '@jest/globals';
import { decimal } from '../../../domain/decimal.js';
import type { PriceTerms } from './price-reading.js';
import { sameTerms } from './same-terms.js';

const flat: PriceTerms = {
  currency: 'CREDIT',
  unitPrice: decimal('2'),
  dimensions: null,
  freeTier: { limit: decimal('1000'), period: 'monthly' },
  effectiveUntil: null,
};

function parts(...prices: [string, string][]): PriceTerms {
  const dimensions = prices.map(([name, price]) => ({ name, unitPrice: decimal(price) }));
  return { ...flat, unitPrice: null, dimensions };
}

const inputAndOutput = parts(['input_tokens', '1'], ['output_tokens', '2']);

it.each<[string, PriceTerms, PriceTerms]>([
  ['2 and 2.00', flat, { ...flat, unitPrice: decimal('2.00') }],
  ['0 and 0E-8', { ...flat, unitPrice: decimal('0') }, { ...flat, unitPrice: decimal('0E-8') }],
  ['1000 and 1E3', flat, { ...flat, freeTier: { limit: decimal('1E3'), period: 'monthly' } }],
  ['parts', inputAndOutput, parts(['input_tokens', '1.0'], ['output_tokens', '2.0'])],
])('%s are the same', (_, one, other) => {
  expect([sameTerms(one, other), sameTerms(other, one)]).toEqual([true, true]);
});

it.each<[string, PriceTerms, PriceTerms]>([
  ['another price', flat, { ...flat, unitPrice: decimal('2.000000000000000001') }],
  ['another currency', flat, { ...flat, currency: 'USD' }],
  ['an end', flat, { ...flat, effectiveUntil: 1 }],
  ['no free tier', flat, { ...flat, freeTier: null }],
  ['another limit', flat, { ...flat, freeTier: { limit: decimal('999'), period: 'monthly' } }],
  ['another period', flat, { ...flat, freeTier: { limit: decimal('1000'), period: 'daily' } }],
  ['parts instead of one', flat, inputAndOutput],
  ['a part less', inputAndOutput, parts(['input_tokens', '1'])],
  ['the parts in another order', inputAndOutput, parts(['output_tokens', '2'], ['input_tokens', '1'])],
  ['a part at another price', inputAndOutput, parts(['input_tokens', '1'], ['output_tokens', '3'])],
  ['a part of another name', inputAndOutput, parts(['input_tokens', '1'], ['cache_tokens', '2'])],
])('%s makes another price', (_, one, other) => {
  expect([sameTerms(one, other), sameTerms(other, one)]).toEqual([false, false]);
});
