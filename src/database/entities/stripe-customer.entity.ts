import { Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** Which customer of Stripe's an account is. */
@Entity('stripe_customers')
@Unique('stripe_customers_customer_key', ['customerId'])
export class StripeCustomerEntity {
  @PrimaryColumn('varchar', { primaryKeyConstraintName: 'stripe_customers_pkey' })
  accountId: string;

  /** The idempotency key that the customer is asked for under. */
  @Column('varchar')
  requestKey: string;

  @Column('timestamptz')
  requestedAt: Date;

  /** Null until Stripe has answered. */
  @Column('varchar', { nullable: true })
  customerId: string | null;
}
