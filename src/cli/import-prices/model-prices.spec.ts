import { describe, expect, it } from '@jest/globals';
import type { ModelInfo } from '@pydantic/genai-prices';
import { importedModelOf } from './model-prices.js';

const model = (prices: ModelInfo['prices']): ModelInfo => ({ id: 'm', match: { equals: 'm' }, prices });
const from = (start_date: string) => ({ type: 'start_date', start_date }) as const;
const tiered = { base: 1, tiers: [{ start: 200_000, price: 2 }] };

describe('importedModelOf', () => {
  it('makes every price per token or per call a dimension with the exact price of one', () => {
    const prices = {
      web_searches_kcount: 10,
      output_mtok: 10,
      input_mtok: 2.5,
      cache_read_mtok: 0.003625,
      input_audio_mtok: 40,
    };
    expect(importedModelOf(model(prices))).toEqual({
      prices: [
        {
          dimensions: [
            { name: 'input_tokens', unit_price: '0.0000025' },
            { name: 'cache_read_tokens', unit_price: '0.000000003625' },
            { name: 'output_tokens', unit_price: '0.00001' },
            { name: 'input_audio_tokens', unit_price: '0.00004' },
            { name: 'web_searches', unit_price: '0.01' },
          ],
          effective_from: '1970-01-01T00:00:00Z',
        },
      ],
      skipped: [],
    });
  });

  it('takes a price of 0 for what it is', () => {
    const { prices } = importedModelOf(model({ input_mtok: 0, output_mtok: 0 }));
    expect(prices[0]?.dimensions.map(({ unit_price }) => unit_price)).toEqual(['0', '0']);
  });

  it('turns dated prices into versions', () => {
    const { prices } = importedModelOf(
      model([{ prices: { input_mtok: 2 } }, { constraint: from('2026-03-13'), prices: { input_mtok: 1 } }]),
    );
    expect(prices).toEqual([
      {
        dimensions: [{ name: 'input_tokens', unit_price: '0.000002' }],
        effective_from: '1970-01-01T00:00:00Z',
      },
      {
        dimensions: [{ name: 'input_tokens', unit_price: '0.000001' }],
        effective_from: '2026-03-13T00:00:00Z',
      },
    ]);
  });

  it('ends a price where one begins that cannot be expressed, instead of letting it go on', () => {
    const { prices, skipped } = importedModelOf(
      model([
        { prices: { input_mtok: 2 } },
        { constraint: from('2026-03-13'), prices: { input_mtok: tiered } },
        { constraint: from('2026-06-01'), prices: { input_mtok: 3 } },
      ]),
    );
    expect(prices.map(({ effective_from, effective_until }) => [effective_from, effective_until])).toEqual([
      ['1970-01-01T00:00:00Z', '2026-03-13T00:00:00Z'],
      ['2026-06-01T00:00:00Z', undefined],
    ]);
    expect(skipped).toEqual(['tiered']);
  });

  it.each([
    ['tiered', { input_mtok: tiered }],
    ['inexact', { input_mtok: 0.18000000000000002 }],
    ['inexact', { input_mtok: 1e-13 }],
    ['other_units', { audio_hours: 0.111 }],
    ['other_units', { input_mtok: 1, input_document_kpages: 5 }],
    ['no_price', {}],
  ] as const)('skips what cannot be expressed: %s', (reason, prices) => {
    expect(importedModelOf(model(prices))).toEqual({ prices: [], skipped: [reason] });
  });

  it('skips a model whose price changes with the time of day, its other hours included', () => {
    const night = { type: 'time_of_date', start_time: '00:30:00Z', end_time: '16:30:00Z' } as const;
    const prices = [{ prices: { input_mtok: 1 } }, { constraint: night, prices: { input_mtok: 2 } }];
    expect(importedModelOf(model(prices))).toEqual({ prices: [], skipped: ['time_of_day'] });
  });
});
