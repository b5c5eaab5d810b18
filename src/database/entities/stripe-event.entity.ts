import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** What Stripe has told, kept before it is acted upon. */
@Entity('stripe_events')
@Check('stripe_events_attempts', `attempts >= 0`)
@Check('stripe_events_done', `processed_at IS NULL OR due_at IS NULL`)
@Index('stripe_events_due', ['dueAt'], { where: 'due_at IS NOT NULL' })
@Index('stripe_events_received', ['receivedAt'])
export class StripeEventEntity {
  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'stripe_events_pkey' })
  eventId: string;

  @Column('varchar')
  type: string;

  @Column('json')
  payload: object;

  @Column('timestamptz')
  receivedAt: Date;

  /** When it is to be worked on; null when it is not, or not any more. */
  @Column('timestamptz', { nullable: true })
  dueAt: Date | null;

  @Column('timestamptz', { nullable: true })
  processedAt: Date | null;

  @Column('integer', { default: 0 })
  attempts: number;

  @Column('varchar', { nullable: true })
  lastError: string | null;
}
