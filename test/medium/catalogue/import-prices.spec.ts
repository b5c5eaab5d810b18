import { Writable } from 'node:stream';
import { expect, it } from '@jest/globals';
import { calcPrice } from '@pydantic/genai-prices';
import { importPrices } from '../../../src/cli/import-prices/price-import.js';
import type { ImportOptions } from '../../../src/cli/import-prices/options.js';
import { planImport } from '../../../src/cli/import-prices/price-package.js';
import { UsageError } from '../../../src/cli/command-frame/command-line.js';
import { serviceSuite } from '../../support/service/service-suite.js';

const service = serviceSuite('import prices');
const { api } = service;
const options: Omit<ImportOptions, 'url'> = {
  providers: ['anthropic', 'cohere'],
  currency: 'USD',
  concurrency: 8,
};

async function run(overrides: Partial<ImportOptions> = {}) {
  let text = '';
  const out = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      text += chunk.toString();
      done();
    },
  });
  const counts = await importPrices({ url: service.url, ...options, ...overrides }, out);
  return { counts, text };
}

it('fills the catalogue once, however often it runs', async () => {
  const first = await run();
  expect(first.counts.productsAdded).toBeGreaterThan(20);
  expect(first.counts.pricesAdded).toBeGreaterThanOrEqual(first.counts.productsAdded);
  expect(first.text).toContain(`products: ${first.counts.productsAdded} added, 0 there already`);
  expect(first.text).toContain('prices that depend on the length of the prompt');

  const second = await run();
  expect(second.counts).toEqual({
    productsAdded: 0,
    productsThere: first.counts.productsAdded,
    pricesAdded: 0,
    pricesThere: first.counts.pricesAdded,
    pricesKept: 0,
  });
  const { body } = await api.get('/api/v1/products?limit=1');
  expect(body['total_count']).toBe(first.counts.productsAdded);
});

it('never edits a price: the same figures in another currency are refused and counted', async () => {
  const { counts, text } = await run({ providers: ['anthropic'], currency: 'CREDIT' });
  expect([counts.pricesAdded, counts.pricesThere]).toEqual([0, 0]);
  expect(counts.pricesKept).toBeGreaterThan(10);
  expect(text).toContain('left as an earlier import set them');
});

it('prices a call as the package itself does', async () => {
  const { body } = await api.post('/api/v1/billing/calculate', {
    user_id: 'ann',
    product_id: 'anthropic:claude-sonnet-4-0',
    service_type: 'model_inference',
    usage_amount: 1_000_000,
    usage_details: { input_tokens: 600_000, cache_read_tokens: 300_000, output_tokens: 100_000 },
  });
  const usage = { input_tokens: 900_000, cache_read_tokens: 300_000, output_tokens: 100_000 };
  const theirs = calcPrice(usage, 'claude-sonnet-4-0', { providerId: 'anthropic' });
  expect(body).toMatchObject({ currency: 'USD', total_cost: '3.39' });
  expect(theirs?.total_price).toBeCloseTo(3.39, 10);
});

it('plans every model of the package, with prices in the order of their dates and distinct ids', async () => {
  const plan = await planImport(null);
  expect(plan.models).toBeGreaterThan(1_000);
  expect(new Set(plan.products.map(({ productId }) => productId)).size).toBe(plan.products.length);
  const skipped = [...plan.skipped.values()].flat();
  const planned = plan.products.flatMap(({ productId, prices }) => prices.map(() => productId));
  expect(planned.length + skipped.length).toBeGreaterThanOrEqual(plan.models);
  for (const { prices } of plan.products) {
    const dates = prices.map(({ effective_from }) => effective_from);
    expect(dates).toEqual([...new Set(dates)].sort());
    expect(prices.every(({ dimensions }) => dimensions.length >= 1 && dimensions.length <= 16)).toBe(true);
  }
});

it('refuses a provider that the package does not have, naming those it has', async () => {
  await expect(run({ providers: ['openai', 'nobody'] })).rejects.toThrow(UsageError);
  await expect(run({ providers: ['openai', 'nobody'] })).rejects.toThrow(/names nobody, .*anthropic/);
});
