import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import { NumericColumn } from '../schema/numeric-column.js';

/** Hourly sums that statistics read instead of the records. Absent dimensions are `''`. */
@Entity('usage_rollups')
@Index('usage_rollups_by_user', ['userId', 'usageHour'])
@Index('usage_rollups_by_hour', ['usageHour'])
export class UsageRollupEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  accountId: string;

  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  usageHour: Date;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  userId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  organizationId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  agentId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  productId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  serviceType: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  model: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  billingMethod: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  billingStatus: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'usage_rollups_pkey' })
  currency: string;

  @Column('bigint')
  recordCount: string;

  @NumericColumn()
  quantity: Decimal;

  @NumericColumn()
  charged: Decimal;

  @NumericColumn()
  refunded: Decimal;

  @NumericColumn()
  costFailed: Decimal;

  @NumericColumn()
  costPending: Decimal;
}
