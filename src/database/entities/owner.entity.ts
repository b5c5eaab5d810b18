import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { QuotaScope } from '../../domain/vocabulary.js';

/** The directory: which cell an owner (payer account or scope of a quota) belongs to. Never changed. */
@Entity('owners')
@Check('owners_kind', `owner_kind IN ('user', 'organization', 'subscription')`)
export class OwnerEntity {
  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'owners_pkey' })
  ownerKind: QuotaScope;

  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'owners_pkey' })
  ownerId: string;

  @Column('smallint')
  cell: number;

  @Column('timestamptz', { default: () => 'now()' })
  createdAt: Date;
}
