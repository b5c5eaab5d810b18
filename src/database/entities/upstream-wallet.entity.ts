import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A payer's wallet outside, and the one attempt that may call it until that attempt's outcome is known. */
@Entity('upstream_wallets')
export class UpstreamWalletEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'upstream_wallets_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'upstream_wallets_pkey' })
  accountId: string;

  @Column('varchar')
  attemptId: string;
}
