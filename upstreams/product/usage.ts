import type { Asked } from '../fastapi/asked.js';
import type { ProductRow } from './product-row.js';
import type { ProductTables } from './product-tables.js';

/** P4, P6: usage is recorded, each call anew; whether a product may be used. */
export class Usage {
  constructor(private readonly tables: ProductTables) {}

  /** A refusal of the business is 200 as well. */
  record(asked: Asked): unknown {
    const body = asked.body();
    const user_id = body.text('user_id');
    const product_id = body.text('product_id');
    const amount = body.decimal('usage_amount', { ge: 0 });
    body.maybeText('organization_id');
    const subscription_id = body.maybeText('subscription_id');
    body.maybeText('session_id');
    const request_id = body.maybeText('request_id');
    body.maybeDict('usage_details');
    body.maybeTime('usage_timestamp');
    body.check();
    const product = this.tables.product(product_id);
    if (product === null) return refusedJson(`Product ${product_id} not found`);
    const reason = this.whyNot(product, subscription_id);
    if (reason !== null) return refusedJson(reason);
    const usage_amount = Number(amount.value);
    const row = this.tables.insertUsage({ user_id, product_id, usage_amount, subscription_id, request_id });
    return {
      success: true,
      message: 'Usage recorded successfully',
      usage_record_id: row.usage_record_id,
      product: productJson(product),
      recorded_amount: usage_amount,
      timestamp: row.timestamp,
    };
  }

  available(asked: Asked): unknown {
    const query = asked.query();
    query.text('user_id');
    query.check();
    const product = this.tables.product(asked.param('product_id'));
    if (product === null) return { available: false, reason: 'Product not found' };
    if (!product.is_active) return { available: false, reason: 'Product is not active' };
    return { available: true, product: productJson(product) };
  }

  private whyNot(product: ProductRow, subscriptionId: string | null): string | null {
    if (!product.is_active) return `Product ${product.product_id} is not active`;
    if (subscriptionId === null) return null;
    const subscription = this.tables.subscription(subscriptionId);
    if (subscription === null) return `Subscription ${subscriptionId} not found`;
    return subscription.status === 'active' ? null : `Subscription ${subscriptionId} is not active`;
  }
}

function productJson({ product_id, name, product_type, is_active }: ProductRow): unknown {
  return { product_id, name, product_type, is_active };
}

function refusedJson(message: string): unknown {
  return { success: false, message, usage_record_id: null };
}
