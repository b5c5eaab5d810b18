import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import { NumericColumn } from '../schema/numeric-column.js';

/** One call to a payer outside, from its intent to its outcome; or what reminds us of a pending record. */
@Entity('settlement_attempts')
@Check(
  'settlement_attempts_kind',
  `kind IN ('payment', 'wallet', 'credits', 'payment_refund', 'wallet_refund', 'credits_refund', 'transfer', 'decision')`,
)
@Check(
  'settlement_attempts_state',
  `state IN ('created', 'unknown', 'succeeded', 'declined', 'not_sent', 'given_up')`,
)
@Check('settlement_attempts_lease', 'lease_number >= 0 AND tries >= 0 AND absences >= 0')
@Index('settlement_attempts_of_wallets', ['cell', 'accountId', 'attemptId'], {
  where: `state IN ('created', 'unknown') AND kind IN ('wallet', 'wallet_refund')`,
})
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

  /** The process that works on it. */
  @Column('varchar', { nullable: true })
  leaseOwner: string | null;

  /** Null: nobody works on it. */
  @Column('timestamptz', { nullable: true })
  leaseUntil: Date | null;

  /** Counts the leases: an outcome under an older one is refused. */
  @Column('integer', { default: 0 })
  leaseNumber: number;

  /** How often it was sent, or may have been. */
  @Column('integer', { default: 0 })
  tries: number;

  /** How often the upstream was asked after the last sending, late enough to count, and did not have it. */
  @Column('integer', { default: 0 })
  absences: number;

  @Column('timestamptz', { nullable: true })
  sentAt: Date | null;
}
