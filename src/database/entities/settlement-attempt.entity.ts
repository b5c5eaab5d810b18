import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import { NumericColumn } from '../numeric-column.js';

/** One call to a payment service or remote wallet, from its intent to its outcome. */
@Entity('settlement_attempts')
@Check('settlement_attempts_kind', `kind IN ('payment', 'payment_refund', 'transfer')`)
@Check('settlement_attempts_state', `state IN ('created', 'unknown', 'succeeded', 'declined')`)
@Check('settlement_attempts_amount', 'amount > 0')
@Index('settlement_attempts_due', ['cell', 'dueAt'], { where: `state IN ('created', 'unknown')` })
export class SettlementAttemptEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'settlement_attempts_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'settlement_attempts_pkey' })
  attemptId: string;

  @Column('varchar')
  accountId: string;

  @Column('varchar')
  kind: string;

  @Column('varchar', { nullable: true })
  billingId: string | null;

  @Column('varchar')
  state: string;

  @Column('varchar')
  currency: string;

  @NumericColumn()
  amount: Decimal;

  @Column('jsonb')
  details: Record<string, unknown>;

  @Column('varchar')
  operation: string;

  @Column('varchar')
  key: string;

  @Column('timestamptz')
  dueAt: Date;

  @Column('integer', { default: 0 })
  checks: number;

  @Column('varchar', { nullable: true })
  transactionId: string | null;

  @Column('varchar', { nullable: true })
  failureReason: string | null;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
