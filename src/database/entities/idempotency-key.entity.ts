import { Column, Entity, PrimaryColumn } from 'typeorm';

/** The stored answer of a command, written with its effect. */
@Entity('idempotency_keys')
export class IdempotencyKeyEntity {
  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'idempotency_keys_pkey' })
  cell: number;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'idempotency_keys_pkey' })
  accountId: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'idempotency_keys_pkey' })
  operation: string;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'idempotency_keys_pkey' })
  key: string;

  @Column('bytea')
  fingerprint: Buffer;

  @Column('json')
  outcome: unknown;

  @Column('varchar', { nullable: true })
  billingId: string | null;

  @Column('timestamptz')
  createdAt: Date;
}
