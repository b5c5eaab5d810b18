import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './schema-name.js';

/** Which customer of Stripe's an account is, and what Stripe has told. */
export class Stripe1796000000003 implements MigrationInterface {
  name = 'Stripe1796000000003';

  async up(queryRunner: QueryRunner): Promise<void> {
    const s = schemaOf(queryRunner);
    await queryRunner.query(`
      CREATE TABLE ${s}.stripe_customers (
        account_id varchar NOT NULL,
        request_key varchar NOT NULL,
        requested_at timestamptz NOT NULL,
        customer_id varchar,
        CONSTRAINT stripe_customers_pkey PRIMARY KEY (account_id),
        CONSTRAINT stripe_customers_customer_key UNIQUE (customer_id)
      )`);
    await queryRunner.query(`
      CREATE TABLE ${s}.stripe_events (
        event_id varchar NOT NULL,
        type varchar NOT NULL,
        payload json NOT NULL,
        received_at timestamptz NOT NULL,
        due_at timestamptz,
        processed_at timestamptz,
        attempts integer NOT NULL DEFAULT 0,
        last_error varchar,
        CONSTRAINT stripe_events_pkey PRIMARY KEY (event_id),
        CONSTRAINT stripe_events_attempts CHECK (attempts >= 0),
        CONSTRAINT stripe_events_done CHECK (processed_at IS NULL OR due_at IS NULL)
      )`);
    await queryRunner.query(
      `CREATE INDEX stripe_events_due ON ${s}.stripe_events (due_at) WHERE due_at IS NOT NULL`,
    );
    await queryRunner.query(`CREATE INDEX stripe_events_received ON ${s}.stripe_events (received_at)`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const s = schemaOf(queryRunner);
    await queryRunner.query(`DROP TABLE ${s}.stripe_events`);
    await queryRunner.query(`DROP TABLE ${s}.stripe_customers`);
  }
}
