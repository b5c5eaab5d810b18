import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The stored answer of a write without a payer (products, prices, limits of quotas). */
@Entity('write_keys')
export class WriteKeyEntity {
  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'write_keys_pkey' })
  operation: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'write_keys_pkey' })
  key: string;

  @Column('bytea')
  fingerprint: Buffer;

  @Column('json')
  answer: unknown;

  @Column('timestamptz')
  createdAt: Date;
}
