import { Column, Entity, Generated, PrimaryColumn } from 'typeorm';
import type { EventType } from '../../domain/vocabulary.js';

/** One change of a billing record or wallet, for consumers to read by (cell, seq). Append-only. */
@Entity('billing_events')
export class BillingEventEntity {
  @Column('bigint')
  @Generated('increment')
  id: string;

  @PrimaryColumn('smallint', { primaryKeyConstraintName: 'billing_events_pkey' })
  cell: number;

  @PrimaryColumn('bigint', { primaryKeyConstraintName: 'billing_events_pkey' })
  seq: string;

  @Column('varchar')
  eventType: EventType;

  @Column('varchar')
  accountId: string;

  @Column('varchar', { nullable: true })
  billingId: string | null;

  @Column('jsonb')
  payload: Record<string, unknown>;

  @Column('timestamptz')
  createdAt: Date;
}
