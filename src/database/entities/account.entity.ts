import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The lock of a payer. It holds no money. */
@Entity('accounts')
@Check('accounts_refusal_count', 'refusal_count >= 0')
export class AccountEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'accounts_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'accounts_pkey' })
  accountId: string;

  @Column('boolean', { default: false })
  hasSubscriptions: boolean;

  @Column('boolean', { default: false })
  hasPaymentMethods: boolean;

  @Column('timestamptz', { nullable: true })
  refusalMinute: Date | null;

  @Column('integer', { default: 0 })
  refusalCount: number;

  @Column('timestamptz')
  createdAt: Date;
}
