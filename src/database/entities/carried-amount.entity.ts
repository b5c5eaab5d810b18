import { Check, Entity, PrimaryColumn } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import { NumericColumn } from '../schema/numeric-column.js';

/** What an account still owes a payer outside because it is too small to be taken; negative: taken ahead. */
@Entity('carried_amounts')
@Check(
  'carried_amounts_method',
  `billing_method IN ('credit_consumption', 'wallet_deduction', 'payment_charge')`,
)
export class CarriedAmountEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'carried_amounts_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'carried_amounts_pkey' })
  accountId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'carried_amounts_pkey' })
  billingMethod: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'carried_amounts_pkey' })
  currency: string;

  @NumericColumn()
  amount: Decimal;
}
