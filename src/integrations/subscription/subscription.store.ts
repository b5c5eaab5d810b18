import { Injectable } from '@nestjs/common';
import { Clock } from '../../database/clock.service.js';
import { Database } from '../../database/database.service.js';
import { accountOf } from '../../domain/account.js';
import type { IncludedProduct } from '../../domain/commands.js';
import { decimal } from '../../domain/decimal.js';
import { type Period, subscriptionPeriodAt } from '../../domain/rating/period.js';
import type { BillingCycle, SubscriptionStatus } from '../../domain/vocabulary.js';
import type { CurrentSubscription } from './subscription.client.js';

/** More than any user has; a bound all the same. */
const MOST_OF_A_USER = 500;

/** Reads subscriptions. The engine alone writes them. */
@Injectable()
export class SubscriptionStore {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
  ) {}

  /** Joined with the cells, so that each is one probe of the primary key: an id of the client's names no cell. */
  async find(subscriptionId: string): Promise<CurrentSubscription | null> {
    const { schema } = this.database;
    const [[row], now] = await Promise.all([
      this.database.query<SubscriptionRow>(
        `SELECT ${COLUMNS}
           FROM ${schema}.cells c
           JOIN ${schema}.subscriptions s ON s.cell = c.cell AND s.subscription_id = $1
          LIMIT 1`,
        [subscriptionId],
      ),
      this.clock.now(),
    ]);
    return row ? subscriptionOf(row, now) : null;
  }

  async ofUser(userId: string, status: SubscriptionStatus | null): Promise<CurrentSubscription[]> {
    const [rows, now] = await Promise.all([
      this.database.query<SubscriptionRow>(
        `SELECT ${COLUMNS}
           FROM ${this.database.schema}.subscriptions s
          WHERE s.user_id = $1 AND ($2::text IS NULL OR s.status = $2)
          ORDER BY s.created_at, s.subscription_id
          LIMIT ${MOST_OF_A_USER}`,
        [userId, status],
      ),
      this.clock.now(),
    ]);
    return rows.map((row) => subscriptionOf(row, now));
  }
}

const COLUMNS = `s.subscription_id, s.account_id, s.user_id, s.organization_id, s.plan_id, s.plan_tier, s.status,
  s.billing_cycle, s.anchor_at, s.included_products, s.metadata, s.created_at, s.updated_at`;

interface SubscriptionRow {
  readonly subscription_id: string;
  readonly account_id: string;
  readonly user_id: string;
  readonly organization_id: string | null;
  readonly plan_id: string;
  readonly plan_tier: string | null;
  readonly status: SubscriptionStatus;
  readonly billing_cycle: BillingCycle;
  readonly anchor_at: Date;
  readonly included_products: { product_id: string; included_amount: string }[];
  readonly metadata: Record<string, unknown> | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

function subscriptionOf(row: SubscriptionRow, now: number): CurrentSubscription {
  const anchor = row.anchor_at.getTime();
  return {
    subscriptionId: row.subscription_id,
    account: accountOf(row.account_id),
    userId: row.user_id,
    organizationId: row.organization_id,
    planId: row.plan_id,
    planTier: row.plan_tier,
    status: row.status,
    billingCycle: row.billing_cycle,
    // Never null: it is asked for an instant that is not before the anchor.
    period: subscriptionPeriodAt(anchor, row.billing_cycle, Math.max(anchor, now)) as Period,
    hasBegun: now >= anchor,
    includedProducts: row.included_products.map(includedProductOf),
    metadata: row.metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function includedProductOf(stored: SubscriptionRow['included_products'][number]): IncludedProduct {
  return { productId: stored.product_id, includedAmount: decimal(stored.included_amount) };
}
