import Big from 'big.js';
import type { Asked } from '../fastapi/asked.js';
import { decimalOfFloat, pythonDecimal } from '../fastapi/python-number.js';
import { Refusal } from '../fastapi/refusal.js';
import type { ProductRow } from './product-row.js';
import type { ProductTables } from './product-tables.js';

const TIER = 'base';

/** Prices: looked up, differently in each generation, or calculated. The three do not agree, as they do not upstream. */
export class Pricing {
  constructor(private readonly tables: ProductTables) {}

  /** P1: the documented body of v1; user and subscription change nothing. */
  ofV1(asked: Asked): unknown {
    const product = this.priced(asked.param('product_id'));
    const { product_id, name, product_type, unit_type, currency, free_tier_limit } = product;
    const { input_unit_price, output_unit_price, base_unit_price } = product;
    return {
      product: { product_id, name, product_type },
      pricing_model: {
        pricing_model_id: `${product_id}-pricing`,
        pricing_type: 'usage_based',
        unit_type,
        ...(base_unit_price !== null && { base_unit_price }),
        ...(input_unit_price !== null && { input_unit_price }),
        ...(output_unit_price !== null && { output_unit_price }),
        currency,
        free_tier_limit,
      },
      subscription_info: null,
      effective_pricing: {
        base_price: 0,
        usage_price: input_unit_price ?? base_unit_price ?? product.unit_price ?? product.base_price,
        is_included: false,
        discount_rate: 0,
      },
    };
  }

  /** P2: made up from the product's own price, rounded to four decimals. */
  ofV2(asked: Asked): unknown {
    const product = this.priced(asked.param('product_id'));
    const { product_id, name, currency, unit_type } = product;
    const base_price = product.base_price ?? product.unit_price ?? 0;
    const less = (factor: string): number => Number(new Big(String(base_price)).times(factor).round(4));
    const tiers = [
      { tier_name: 'Base', min_units: 0, max_units: 1_000, price_per_unit: base_price, currency },
      { tier_name: 'Standard', min_units: 1_001, max_units: 10_000, price_per_unit: less('0.9'), currency },
      { tier_name: 'Premium', min_units: 10_001, max_units: null, price_per_unit: less('0.8'), currency },
    ];
    return {
      product_id,
      product_name: name,
      base_price,
      currency,
      billing_interval: `per_${unit_type}`,
      pricing_type: 'usage_based',
      tiers,
      features: [],
      quota_limits: {},
    };
  }

  /** P3 */
  calculate(asked: Asked): unknown {
    const body = asked.body();
    const product_id = body.text('product_id');
    const quantity = body.decimal('quantity', { ge: 0 });
    body.maybeText('unit_type');
    const tier_code = body.maybeText('tier_code') ?? TIER;
    body.check();
    const product = this.tables.product(product_id);
    if (product === null) throw new Refusal(404, 'Product not found');
    const isFound = product.unit_price !== null && tier_code === TIER;
    const price = isFound ? product.unit_price : product.base_price;
    if (price === null) throw new Refusal(404, 'Pricing definition not found');
    return calculatedJson(product, isFound, price, quantity);
  }

  private priced(productId: string): ProductRow {
    const product = this.tables.product(productId);
    const prices = product && [
      product.base_price,
      product.unit_price,
      product.base_unit_price,
      product.input_unit_price,
    ];
    if (product && prices?.some((price) => price !== null)) return product;
    throw new Refusal(404, 'Product pricing not found');
  }
}

function calculatedJson(
  product: ProductRow,
  isFound: boolean,
  price: number,
  quantity: { readonly value: Big; readonly text: string },
): unknown {
  const { product_id, unit_type, currency, product_type } = product;
  const unit_price = decimalOfFloat(price);
  const total = pythonDecimal(quantity.value.times(String(price)).round(8, Big.roundHalfUp).toFixed(8));
  const tier = { tier_name: TIER, min_quantity: '0', max_quantity: null, unit_price, currency };
  return {
    product_id,
    quantity: quantity.text,
    unit_type,
    unit_price,
    total_price: total,
    total_cost: total,
    currency,
    pricing_found: isFound,
    pricing_model_id: isFound ? `pricing_${product_id.replaceAll(/[^a-z0-9]+/g, '_')}_${TIER}` : null,
    tier_name: isFound ? TIER : null,
    tier_breakdown: isFound ? [tier] : [],
    plan_discount_applied: false,
    plan_discount_amount: '0',
    metadata: { tier_code: TIER, billing_interval: `per_${unit_type}`, product_type, billing_profile: {} },
  };
}
