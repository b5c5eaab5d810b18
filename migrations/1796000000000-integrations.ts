import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './schema-name.js';

const OPEN = `state IN ('created', 'unknown')`;

/** Payers, prices and cards of other services: what is kept of them here. */
export class Integrations1796000000000 implements MigrationInterface {
  name = 'Integrations1796000000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const s = schemaOf(queryRunner);
    await addLeases(queryRunner, s);
    await addUpstreamPrices(queryRunner, s);
    await addStripe(queryRunner, s);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const s = schemaOf(queryRunner);
    await dropStripe(queryRunner, s);
    await dropUpstreamPrices(queryRunner, s);
    await dropLeases(queryRunner, s);
  }
}

/**
 * Attempts are claimed by a lease, for payers of every kind; and one call at a time goes to a wallet outside. What is
 * too small for a payer outside is carried on the account.
 *
 * What is open from before may have been sent: it counts as claimed once, so that its upstream is asked first. A
 * process of the version before that still runs sends without a lease, to the payment sandbox alone, which takes
 * nothing twice.
 */
async function addLeases(queryRunner: QueryRunner, s: string): Promise<void> {
  await queryRunner.query(`
    ALTER TABLE ${s}.settlement_attempts
      ADD COLUMN lease_owner varchar,
      ADD COLUMN lease_until timestamptz,
      ADD COLUMN lease_number integer NOT NULL DEFAULT 0,
      ADD COLUMN tries integer NOT NULL DEFAULT 0,
      ADD COLUMN absences integer NOT NULL DEFAULT 0,
      ADD COLUMN sent_at timestamptz,
      DROP CONSTRAINT settlement_attempts_kind,
      DROP CONSTRAINT settlement_attempts_state`);
  await queryRunner.query(`
    UPDATE ${s}.settlement_attempts SET lease_number = 1, tries = 1, sent_at = created_at
     WHERE kind <> 'transfer'`);
  await queryRunner.query(`
    ALTER TABLE ${s}.settlement_attempts
      ADD CONSTRAINT settlement_attempts_kind CHECK (kind IN ('payment', 'wallet', 'credits', 'payment_refund',
        'wallet_refund', 'credits_refund', 'transfer', 'decision')),
      ADD CONSTRAINT settlement_attempts_state CHECK (state IN ('created', 'unknown', 'succeeded', 'declined',
        'not_sent', 'given_up')),
      ADD CONSTRAINT settlement_attempts_lease CHECK (lease_number >= 0 AND tries >= 0 AND absences >= 0)`);
  await queryRunner.query(
    `CREATE INDEX settlement_attempts_of_wallets ON ${s}.settlement_attempts (cell, account_id, attempt_id)
       WHERE ${OPEN} AND kind IN ('wallet', 'wallet_refund')`,
  );
  await queryRunner.query(`
    CREATE TABLE ${s}.upstream_wallets (
      cell smallint NOT NULL,
      account_id varchar NOT NULL,
      attempt_id varchar NOT NULL,
      CONSTRAINT upstream_wallets_pkey PRIMARY KEY (cell, account_id)
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0)`);
  await queryRunner.query(`
    CREATE TABLE ${s}.carried_amounts (
      cell smallint NOT NULL,
      account_id varchar NOT NULL,
      billing_method varchar NOT NULL,
      currency varchar NOT NULL,
      amount numeric NOT NULL,
      CONSTRAINT carried_amounts_pkey PRIMARY KEY (cell, account_id, billing_method, currency),
      CONSTRAINT carried_amounts_method CHECK (
        billing_method IN ('credit_consumption', 'wallet_deduction', 'payment_charge'))
    ) WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0)`);
}

async function dropLeases(queryRunner: QueryRunner, s: string): Promise<void> {
  await queryRunner.query(`DROP TABLE ${s}.carried_amounts`);
  await queryRunner.query(`DROP TABLE ${s}.upstream_wallets`);
  await queryRunner.query(`DROP INDEX ${s}.settlement_attempts_of_wallets`);
  await queryRunner.query(`
    ALTER TABLE ${s}.settlement_attempts
      DROP CONSTRAINT settlement_attempts_lease,
      DROP CONSTRAINT settlement_attempts_kind,
      DROP CONSTRAINT settlement_attempts_state,
      DROP COLUMN lease_owner,
      DROP COLUMN lease_until,
      DROP COLUMN lease_number,
      DROP COLUMN tries,
      DROP COLUMN absences,
      DROP COLUMN sent_at`);
  await queryRunner.query(`
    ALTER TABLE ${s}.settlement_attempts
      ADD CONSTRAINT settlement_attempts_kind CHECK (kind IN ('payment', 'payment_refund', 'transfer')),
      ADD CONSTRAINT settlement_attempts_state CHECK (state IN ('created', 'unknown', 'succeeded', 'declined'))`);
}

/** What the product service last said about the price of each product. The prices themselves are never changed. */
async function addUpstreamPrices(queryRunner: QueryRunner, s: string): Promise<void> {
  await queryRunner.query(`
    CREATE TABLE ${s}.upstream_prices (
      product_id varchar NOT NULL,
      price_id varchar,
      state varchar NOT NULL,
      reason varchar,
      confirmed_at timestamptz,
      answered_at timestamptz,
      ask_at timestamptz NOT NULL,
      CONSTRAINT upstream_prices_pkey PRIMARY KEY (product_id),
      CONSTRAINT upstream_prices_product_fkey FOREIGN KEY (product_id) REFERENCES ${s}.products (product_id),
      CONSTRAINT upstream_prices_price_fkey FOREIGN KEY (price_id) REFERENCES ${s}.prices (price_id),
      CONSTRAINT upstream_prices_state CHECK (state IN ('unasked', 'priced', 'missing', 'refused')),
      CONSTRAINT upstream_prices_confirmed CHECK ((price_id IS NULL) = (confirmed_at IS NULL))
    )`);
  await queryRunner.query(`CREATE INDEX upstream_prices_by_ask_at ON ${s}.upstream_prices (ask_at)`);
  // Of records without a price. None of its columns changes with a record's status, so that such updates stay HOT.
  await queryRunner.query(
    `CREATE INDEX billing_records_unpriced ON ${s}.billing_records (product_id, billing_id) WHERE price_id IS NULL`,
  );
}

async function dropUpstreamPrices(queryRunner: QueryRunner, s: string): Promise<void> {
  await queryRunner.query(`DROP INDEX ${s}.billing_records_unpriced`);
  await queryRunner.query(`DROP TABLE ${s}.upstream_prices`);
}

/** Which customer of Stripe's an account is, and what Stripe has told. */
async function addStripe(queryRunner: QueryRunner, s: string): Promise<void> {
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

async function dropStripe(queryRunner: QueryRunner, s: string): Promise<void> {
  await queryRunner.query(`DROP TABLE ${s}.stripe_events`);
  await queryRunner.query(`DROP TABLE ${s}.stripe_customers`);
}
