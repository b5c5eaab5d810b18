import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import { NumericColumn } from '../schema/numeric-column.js';

/** The payer's own money in one currency; touched only under the account's lock. */
@Entity('balances')
@Unique('balances_wallet_id_key', ['cell', 'walletId'])
@Check('balances_available_floor', 'available >= -overdraft_limit')
@Check('balances_held_range', 'held >= 0')
@Check('balances_credits_range', 'credits >= 0')
@Check('balances_overdraft_range', 'overdraft_limit >= 0')
export class BalanceEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'balances_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'balances_pkey' })
  accountId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'balances_pkey' })
  currency: string;

  @Column('varchar', { nullable: true })
  walletId: string | null;

  @NumericColumn({ default: 0 })
  available: Decimal;

  @NumericColumn({ default: 0 })
  held: Decimal;

  @NumericColumn({ default: 0 })
  credits: Decimal;

  @NumericColumn({ default: 0 })
  overdraftLimit: Decimal;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz')
  updatedAt: Date;
}
