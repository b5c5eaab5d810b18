import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BillingCycle, SubscriptionStatus } from '../../domain/vocabulary.js';

/** A subscription of a payer with the quantities that it includes. */
@Entity('subscriptions')
@Check(
  'subscriptions_status',
  `status IN ('active', 'trialing', 'past_due', 'canceled', 'incomplete', 'incomplete_expired', 'unpaid', 'paused')`,
)
@Check('subscriptions_cycle', `billing_cycle IN ('monthly', 'quarterly', 'yearly', 'one_time')`)
@Index('subscriptions_by_account', ['cell', 'accountId'])
@Index('subscriptions_by_user', ['userId'])
export class SubscriptionEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'subscriptions_pkey' })
  cell: number;

  @Column('varchar')
  accountId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'subscriptions_pkey' })
  subscriptionId: string;

  @Column('varchar')
  userId: string;

  @Column('varchar', { nullable: true })
  organizationId: string | null;

  @Column('varchar')
  planId: string;

  @Column('varchar', { nullable: true })
  planTier: string | null;

  @Column('varchar')
  status: SubscriptionStatus;

  @Column('varchar')
  billingCycle: BillingCycle;

  @Column('timestamptz')
  anchorAt: Date;

  @Column('jsonb')
  includedProducts: unknown;

  @Column('jsonb', { nullable: true })
  metadata: Record<string, unknown> | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
