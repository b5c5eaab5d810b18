import { Check, Entity, PrimaryColumn } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import { NumericColumn } from '../schema/numeric-column.js';

/** How much of a free tier or subscription-included quantity a payer has used in a period. */
@Entity('allowance_counters')
@Check('allowance_counters_used', 'used >= 0')
export class AllowanceCounterEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'allowance_counters_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'allowance_counters_pkey' })
  accountId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'allowance_counters_pkey' })
  productId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'allowance_counters_pkey' })
  source: string;

  @PrimaryColumn('timestamptz', { primaryKeyConstraintName: 'allowance_counters_pkey' })
  periodStart: Date;

  @NumericColumn()
  used: Decimal;
}
