import type { Fields } from '../fastapi/fields.js';
import {
  BILLING_CYCLES,
  CURRENCIES,
  type PlanId,
  PLANS,
  type ProductRow,
  SUBSCRIPTION_STATUSES,
  type UserSubscription,
} from './product-row.js';
import type { ProductTables } from './product-tables.js';

/** One product to make, or to replace, through the control API. A price that is absent is not there. */
export interface ProductOrder {
  readonly product_id: string;
  readonly name?: string;
  /** Default model. */
  readonly product_type?: string;
  /** Default token. */
  readonly unit_type?: string;
  /** Default USD. */
  readonly currency?: ProductRow['currency'];
  readonly base_price?: number | string;
  readonly unit_price?: number | string;
  readonly input_unit_price?: number | string;
  readonly output_unit_price?: number | string;
  readonly base_unit_price?: number | string;
  /** Default 0. */
  readonly free_tier_limit?: number;
  /** Default true. */
  readonly is_active?: boolean;
}

export interface PlanOrder {
  readonly user_id: string;
  readonly organization_id?: string;
  /** Default pro-plan. */
  readonly plan_id?: PlanId;
  /** Default active. */
  readonly status?: UserSubscription['status'];
  /** Default a new one. */
  readonly subscription_id?: string;
}

export interface ProductCreation {
  readonly products?: readonly ProductOrder[];
  readonly subscriptions?: readonly PlanOrder[];
}

const PLAN_IDS = Object.keys(PLANS) as PlanId[];

/** Answers the ids in the same order. */
export function createProducts(
  tables: ProductTables,
  order: Fields,
): { product_ids: string[]; subscription_ids: string[] } {
  const product_ids = order.list('products', (fields) => {
    const product = readProduct(fields);
    tables.putProduct(product);
    return product.product_id;
  });
  const subscription_ids = order.list('subscriptions', (fields) => {
    const draft = {
      user_id: fields.text('user_id'),
      organization_id: fields.maybeText('organization_id'),
      plan_id: fields.choice('plan_id', PLAN_IDS, 'pro-plan'),
      status: fields.choice('status', SUBSCRIPTION_STATUSES, 'active'),
      billing_cycle: fields.choice('billing_cycle', BILLING_CYCLES, 'monthly'),
      metadata: {},
      subscription_id: fields.maybeText('subscription_id'),
    };
    fields.check();
    return tables.insertSubscription(draft).subscription_id;
  });
  return { product_ids, subscription_ids };
}

function readProduct(fields: Fields): ProductRow {
  const price = (name: string): number | null => {
    const sent = fields.maybeDecimal(name, { ge: 0 });
    return sent === null ? null : Number(sent.value);
  };
  const product_id = fields.text('product_id');
  const product: ProductRow = {
    product_id,
    name: fields.maybeText('name') ?? product_id,
    product_type: fields.maybeText('product_type') ?? 'model',
    unit_type: fields.maybeText('unit_type') ?? 'token',
    currency: fields.choice('currency', CURRENCIES, 'USD'),
    base_price: price('base_price'),
    unit_price: price('unit_price'),
    input_unit_price: price('input_unit_price'),
    output_unit_price: price('output_unit_price'),
    base_unit_price: price('base_unit_price'),
    free_tier_limit: fields.maybeInteger('free_tier_limit', { ge: 0 }) ?? 0,
    is_active: fields.maybeFlag('is_active') ?? true,
  };
  fields.check();
  return product;
}
