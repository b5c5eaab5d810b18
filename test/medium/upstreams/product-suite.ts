import { beforeEach } from '@jest/globals';
import { type FakeSuite, fakeSuite } from '../../support/upstreams/fake-suite.js';

/** The fake product service of the later generation, with products of every kind. */
export function productSuite(): FakeSuite<'product'> {
  const product = fakeSuite('product', { generation: 'v2' });

  beforeEach(async () => {
    await product.control.create({
      products: [
        { product_id: 'gpt-4o-mini', name: 'GPT-4o Mini', base_price: '0.00015', unit_price: '0.0000003' },
        {
          product_id: 'gpt-4',
          name: 'GPT-4',
          currency: 'CREDIT',
          input_unit_price: '0.00003',
          output_unit_price: '0.00006',
          free_tier_limit: 1000,
        },
        { product_id: 'plain', base_price: '0.01', currency: 'EUR' },
        { product_id: 'unpriced' },
        { product_id: 'retired', base_price: 1, is_active: false },
      ],
    });
  });

  return product;
}
