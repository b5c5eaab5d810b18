import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A card token of a payer. Removed ones stay, for the attempts that name them. */
@Entity('payment_methods')
export class PaymentMethodEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'payment_methods_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'payment_methods_pkey' })
  accountId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'payment_methods_pkey' })
  paymentMethodId: string;

  @Column('varchar')
  token: string;

  @Column('timestamptz')
  createdAt: Date;

  @Column('timestamptz', { nullable: true })
  removedAt: Date | null;
}
