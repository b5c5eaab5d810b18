import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import type { LedgerAccount } from '../../domain/vocabulary.js';
import { NumericColumn } from '../schema/numeric-column.js';

/** One amount moved from one ledger account of a payer to another. Append-only. */
@Entity('postings')
@Check('postings_amount_positive', 'amount > 0')
@Check('postings_two_accounts', 'source <> destination')
@Check(
  'postings_accounts',
  `source IN ('available', 'held', 'credits', 'revenue', 'refunds', 'deposits', 'external') AND destination IN ('available', 'held', 'credits', 'revenue', 'refunds', 'deposits', 'external')`,
)
@Index('postings_refunds_by_time', ['createdAt'], { where: `operation = 'refund'` })
export class PostingEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'postings_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'postings_pkey' })
  accountId: string;

  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'postings_pkey' })
  postingId: string;

  @Column('varchar')
  currency: string;

  @Column('varchar')
  source: LedgerAccount;

  @Column('varchar')
  destination: LedgerAccount;

  @NumericColumn()
  amount: Decimal;

  @Column('varchar')
  operation: string;

  @Column('varchar', { nullable: true })
  billingId: string | null;

  @NumericColumn({ nullable: true })
  balanceAfter: Decimal | null;

  @Column('varchar', { nullable: true })
  referenceId: string | null;

  @Column('varchar', { nullable: true })
  description: string | null;

  @Column('jsonb', { nullable: true })
  metadata: Record<string, unknown> | null;

  @Column('timestamptz')
  createdAt: Date;
}
