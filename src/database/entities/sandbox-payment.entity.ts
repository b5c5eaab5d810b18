import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Decimal } from '../../domain/decimal.js';
import { NumericColumn } from '../schema/numeric-column.js';

/** What the deterministic payment sandbox remembers of each call. */
@Entity('sandbox_payments')
@Check('sandbox_payments_kind', `kind IN ('charge', 'refund')`)
@Check('sandbox_payments_status', `status IN ('succeeded', 'declined')`)
export class SandboxPaymentEntity {
  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'sandbox_payments_pkey' })
  idempotencyKey: string;

  @Column('varchar')
  kind: string;

  @Column('varchar')
  token: string;

  @Column('varchar')
  currency: string;

  @NumericColumn()
  amount: Decimal;

  @Column('varchar')
  status: string;

  @Column('varchar', { nullable: true })
  transactionId: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
