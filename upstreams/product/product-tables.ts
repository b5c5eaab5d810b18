import { randomUUID } from 'node:crypto';
import { append } from '../server/append.js';
import { refuseWhenFull } from '../server/full.js';
import { type PlanId, PLANS, type ProductRow, type UsageRow, type UserSubscription } from './product-row.js';

const MOST_PRODUCTS = 20_000;
const MOST_SUBSCRIPTIONS = 100_000;
const MOST_USAGE = 200_000;
const PERIOD_MS = 30 * 24 * 3_600_000;

export type NewUserSubscription = Pick<
  UserSubscription,
  'user_id' | 'organization_id' | 'status' | 'billing_cycle' | 'metadata'
> & { readonly plan_id: PlanId; readonly subscription_id: string | null };

/** Products, subscriptions to plans, and recorded usage. */
export class ProductTables {
  private readonly products = new Map<string, ProductRow>();
  private readonly subscriptions = new Map<string, UserSubscription>();
  private readonly subscriptionsOfUser = new Map<string, UserSubscription[]>();
  private readonly usage: UsageRow[] = [];

  product(id: string): ProductRow | null {
    return this.products.get(id) ?? null;
  }

  /** A product of the same id is replaced. */
  putProduct(product: ProductRow): void {
    if (!this.products.has(product.product_id)) refuseWhenFull('products', this.products.size, MOST_PRODUCTS);
    this.products.set(product.product_id, product);
  }

  subscription(id: string): UserSubscription | null {
    return this.subscriptions.get(id) ?? null;
  }

  subscriptionsOf(userId: string): readonly UserSubscription[] {
    return this.subscriptionsOfUser.get(userId) ?? [];
  }

  insertSubscription({ subscription_id, ...draft }: NewUserSubscription): UserSubscription {
    refuseWhenFull('subscriptions', this.subscriptions.size, MOST_SUBSCRIPTIONS);
    const now = Date.now();
    const row: UserSubscription = {
      subscription_id: subscription_id ?? `sub_${randomUUID().replaceAll('-', '').slice(0, 16)}`,
      ...draft,
      plan_tier: PLANS[draft.plan_id],
      current_period_start: new Date(now).toISOString(),
      current_period_end: new Date(now + PERIOD_MS).toISOString(),
      usage_this_period: {},
      quota_limits: {},
    };
    this.subscriptions.set(row.subscription_id, row);
    append(this.subscriptionsOfUser, row.user_id, row);
    return row;
  }

  insertUsage(draft: Omit<UsageRow, 'usage_record_id' | 'timestamp'>): UsageRow {
    refuseWhenFull('usage records', this.usage.length, MOST_USAGE);
    const usage_record_id = `usage_${randomUUID().replaceAll('-', '').slice(0, 16)}`;
    const row: UsageRow = { usage_record_id, ...draft, timestamp: new Date().toISOString() };
    this.usage.push(row);
    return row;
  }

  /** In the order of their making. */
  all(): { products: ProductRow[]; subscriptions: UserSubscription[]; usage_records: UsageRow[] } {
    return {
      products: [...this.products.values()],
      subscriptions: [...this.subscriptions.values()],
      usage_records: this.usage,
    };
  }

  clear(): void {
    for (const table of [this.products, this.subscriptions, this.subscriptionsOfUser]) table.clear();
    this.usage.length = 0;
  }
}
