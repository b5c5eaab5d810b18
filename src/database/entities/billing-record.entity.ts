import { Check, Column, Entity, Generated, Index, PrimaryColumn } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import type { BillingMethod, BillingStatus, ServiceType } from '../../domain/vocabulary.js';
import { NumericColumn } from '../schema/numeric-column.js';

/** The durable obligation made from one charge. */
@Entity('billing_records')
@Check(
  'billing_records_status',
  `billing_status IN ('pending', 'processing', 'completed', 'failed', 'refunded')`,
)
@Check(
  'billing_records_method',
  `billing_method IN ('wallet_deduction', 'payment_charge', 'credit_consumption', 'subscription_included')`,
)
@Check(
  'billing_records_amounts',
  'usage_amount >= 0 AND unit_price >= 0 AND total_amount >= 0 AND refunded_amount >= 0 AND refunded_amount <= total_amount',
)
@Check('billing_records_charged_in_a_currency', 'currency IS NOT NULL OR total_amount = 0')
@Index('billing_records_by_user', ['userId', 'usageTimestamp', 'billingId'])
@Index('billing_records_by_time', ['usageTimestamp', 'billingId'])
@Index('billing_records_by_organization', ['organizationId', 'usageTimestamp', 'billingId'], {
  where: 'organization_id IS NOT NULL',
})
@Index('billing_records_unpriced', ['productId', 'billingId'], { where: 'price_id IS NULL' })
export class BillingRecordEntity {
  @Column('bigint')
  @Generated('increment')
  id: string;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'billing_records_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'billing_records_pkey' })
  billingId: string;

  @Column('varchar')
  accountId: string;

  @Column('varchar')
  userId: string;

  @Column('varchar', { nullable: true })
  organizationId: string | null;

  @Column('varchar', { nullable: true })
  agentId: string | null;

  @Column('varchar', { nullable: true })
  subscriptionId: string | null;

  @Column('varchar', { nullable: true })
  sessionId: string | null;

  @Column('varchar', { nullable: true })
  requestId: string | null;

  @Column('varchar')
  productId: string;

  @Column('varchar')
  serviceType: ServiceType;

  @Column('varchar', { nullable: true })
  model: string | null;

  @NumericColumn()
  usageAmount: Decimal;

  @NumericColumn({ nullable: true })
  unitPrice: Decimal | null;

  @NumericColumn()
  totalAmount: Decimal;

  @Column('varchar', { nullable: true })
  currency: string | null;

  @Column('varchar', { nullable: true })
  billingMethod: BillingMethod | null;

  @Column('varchar')
  billingStatus: BillingStatus;

  @Column('varchar', { nullable: true })
  failureReason: string | null;

  @Column('timestamptz')
  usageTimestamp: Date;

  @Column('jsonb', { nullable: true })
  usageDetails: Record<string, unknown> | null;

  @Column('varchar', { nullable: true })
  priceId: string | null;

  @Column('jsonb', { nullable: true })
  chargeLines: unknown;

  @Column('jsonb', { nullable: true })
  quotaUses: unknown;

  @NumericColumn({ default: 0 })
  refundedAmount: Decimal;

  @Column('varchar', { nullable: true })
  walletTransactionId: string | null;

  @Column('varchar', { nullable: true })
  paymentTransactionId: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;

  /** What its transaction outside took, where that is another sum than the total; null too of records from before. */
  @NumericColumn({ nullable: true })
  takenAmount: Decimal | null;
}
