import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './schema-name.js';

/**
 * Every hot table starts its primary key with `cell`: what one lane works on, what one batch's statements name, and
 * what a distributed Postgres would move. Rows that a batch updates leave half of each page free and have no index
 * on a changing column, so that updates stay on their page (HOT).
 */
export class InitialSchema1795350000000 implements MigrationInterface {
  name = 'InitialSchema1795350000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    const s = schemaOf(queryRunner);
    const HOT = `WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_cost_delay = 0)`;

    // --- the money path -------------------------------------------------------------------------------------------
    await queryRunner.query(`
      CREATE TABLE ${s}.cells (
        cell smallint NOT NULL,
        seq bigint NOT NULL DEFAULT 0,
        decided_at timestamptz NOT NULL DEFAULT '1970-01-01T00:00:00Z',
        is_open boolean NOT NULL DEFAULT true,
        CONSTRAINT cells_pkey PRIMARY KEY (cell),
        CONSTRAINT cells_cell_range CHECK (cell BETWEEN 0 AND 4095)
      ) ${HOT}`);
    await queryRunner.query(`
      CREATE TABLE ${s}.owners (
        owner_kind varchar NOT NULL,
        owner_id varchar NOT NULL,
        cell smallint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT owners_pkey PRIMARY KEY (owner_kind, owner_id),
        CONSTRAINT owners_kind CHECK (owner_kind IN ('user', 'organization', 'subscription'))
      )`);
    await queryRunner.query(`
      CREATE TABLE ${s}.accounts (
        cell smallint NOT NULL,
        account_id varchar NOT NULL,
        has_subscriptions boolean NOT NULL DEFAULT false,
        has_payment_methods boolean NOT NULL DEFAULT false,
        refusal_minute timestamptz,
        refusal_count integer NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        CONSTRAINT accounts_pkey PRIMARY KEY (cell, account_id),
        CONSTRAINT accounts_refusal_count CHECK (refusal_count >= 0)
      ) ${HOT}`);
    await queryRunner.query(`
      CREATE TABLE ${s}.balances (
        cell smallint NOT NULL,
        account_id varchar NOT NULL,
        currency varchar NOT NULL,
        wallet_id varchar,
        available numeric NOT NULL DEFAULT 0,
        held numeric NOT NULL DEFAULT 0,
        credits numeric NOT NULL DEFAULT 0,
        overdraft_limit numeric NOT NULL DEFAULT 0,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT balances_pkey PRIMARY KEY (cell, account_id, currency),
        CONSTRAINT balances_wallet_id_key UNIQUE (cell, wallet_id),
        CONSTRAINT balances_available_floor CHECK (available >= -overdraft_limit),
        CONSTRAINT balances_held_range CHECK (held >= 0),
        CONSTRAINT balances_credits_range CHECK (credits >= 0),
        CONSTRAINT balances_overdraft_range CHECK (overdraft_limit >= 0)
      ) ${HOT}`);
    await queryRunner.query(`
      CREATE TABLE ${s}.postings (
        cell smallint NOT NULL,
        account_id varchar NOT NULL,
        posting_id uuid NOT NULL,
        currency varchar NOT NULL,
        source varchar NOT NULL,
        destination varchar NOT NULL,
        amount numeric NOT NULL,
        operation varchar NOT NULL,
        billing_id varchar,
        balance_after numeric,
        reference_id varchar,
        description varchar,
        metadata jsonb,
        created_at timestamptz NOT NULL,
        CONSTRAINT postings_pkey PRIMARY KEY (cell, account_id, posting_id),
        CONSTRAINT postings_amount_positive CHECK (amount > 0),
        CONSTRAINT postings_two_accounts CHECK (source <> destination),
        CONSTRAINT postings_accounts CHECK (
          source IN ('available', 'held', 'credits', 'revenue', 'refunds', 'deposits', 'external')
          AND destination IN ('available', 'held', 'credits', 'revenue', 'refunds', 'deposits', 'external'))
      )`);
    await queryRunner.query(
      `CREATE INDEX postings_refunds_by_time ON ${s}.postings (created_at) WHERE operation = 'refund'`,
    );
    await queryRunner.query(`CREATE SEQUENCE ${s}.billing_records_id_seq AS bigint`);
    await queryRunner.query(`
      CREATE TABLE ${s}.billing_records (
        id bigint NOT NULL DEFAULT nextval('${s}.billing_records_id_seq'),
        cell smallint NOT NULL,
        billing_id varchar NOT NULL,
        account_id varchar NOT NULL,
        user_id varchar NOT NULL,
        organization_id varchar,
        agent_id varchar,
        subscription_id varchar,
        session_id varchar,
        request_id varchar,
        product_id varchar NOT NULL,
        service_type varchar NOT NULL,
        model varchar,
        usage_amount numeric NOT NULL,
        unit_price numeric,
        total_amount numeric NOT NULL,
        currency varchar,
        billing_method varchar,
        billing_status varchar NOT NULL,
        failure_reason varchar,
        usage_timestamp timestamptz NOT NULL,
        usage_details jsonb,
        price_id varchar,
        charge_lines jsonb,
        quota_uses jsonb,
        refunded_amount numeric NOT NULL DEFAULT 0,
        wallet_transaction_id varchar,
        payment_transaction_id varchar,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT billing_records_pkey PRIMARY KEY (cell, billing_id),
        CONSTRAINT billing_records_status CHECK (
          billing_status IN ('pending', 'processing', 'completed', 'failed', 'refunded')),
        CONSTRAINT billing_records_method CHECK (
          billing_method IN ('wallet_deduction', 'payment_charge', 'credit_consumption', 'subscription_included')),
        CONSTRAINT billing_records_amounts CHECK (
          usage_amount >= 0 AND unit_price >= 0 AND total_amount >= 0
          AND refunded_amount >= 0 AND refunded_amount <= total_amount),
        CONSTRAINT billing_records_charged_in_a_currency CHECK (currency IS NOT NULL OR total_amount = 0)
      ) WITH (fillfactor = 90)`);
    await queryRunner.query(`ALTER SEQUENCE ${s}.billing_records_id_seq OWNED BY ${s}.billing_records.id`);
    await queryRunner.query(
      `CREATE INDEX billing_records_by_user ON ${s}.billing_records (user_id, usage_timestamp, billing_id)`,
    );
    await queryRunner.query(
      `CREATE INDEX billing_records_by_time ON ${s}.billing_records (usage_timestamp, billing_id)`,
    );
    await queryRunner.query(
      `CREATE INDEX billing_records_by_organization
         ON ${s}.billing_records (organization_id, usage_timestamp, billing_id) WHERE organization_id IS NOT NULL`,
    );
    await queryRunner.query(`CREATE SEQUENCE ${s}.billing_events_id_seq AS bigint`);
    await queryRunner.query(`
      CREATE TABLE ${s}.billing_events (
        id bigint NOT NULL DEFAULT nextval('${s}.billing_events_id_seq'),
        cell smallint NOT NULL,
        seq bigint NOT NULL,
        event_type varchar NOT NULL,
        account_id varchar NOT NULL,
        billing_id varchar,
        payload jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT billing_events_pkey PRIMARY KEY (cell, seq)
      )`);
    await queryRunner.query(`ALTER SEQUENCE ${s}.billing_events_id_seq OWNED BY ${s}.billing_events.id`);
    await queryRunner.query(`CREATE SEQUENCE ${s}.billing_quotas_id_seq AS bigint`);
    await queryRunner.query(`
      CREATE TABLE ${s}.billing_quotas (
        id bigint NOT NULL DEFAULT nextval('${s}.billing_quotas_id_seq'),
        cell smallint NOT NULL,
        quota_id varchar NOT NULL,
        scope varchar NOT NULL,
        scope_id varchar NOT NULL,
        service_type varchar NOT NULL,
        product_id varchar NOT NULL DEFAULT '',
        quota_limit numeric NOT NULL,
        quota_used numeric NOT NULL DEFAULT 0,
        quota_period varchar NOT NULL,
        window_start timestamptz NOT NULL,
        enforcement varchar NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT billing_quotas_pkey PRIMARY KEY (cell, quota_id),
        CONSTRAINT billing_quotas_scope_key
          UNIQUE (cell, scope, scope_id, service_type, product_id, quota_period),
        CONSTRAINT billing_quotas_scope CHECK (scope IN ('user', 'organization', 'subscription')),
        CONSTRAINT billing_quotas_period CHECK (quota_period IN ('daily', 'weekly', 'monthly')),
        CONSTRAINT billing_quotas_enforcement CHECK (enforcement IN ('hard', 'soft')),
        CONSTRAINT billing_quotas_amounts CHECK (quota_limit >= 0 AND quota_used >= 0)
      ) ${HOT}`);
    await queryRunner.query(`ALTER SEQUENCE ${s}.billing_quotas_id_seq OWNED BY ${s}.billing_quotas.id`);
    await queryRunner.query(`
      CREATE TABLE ${s}.allowance_counters (
        cell smallint NOT NULL,
        account_id varchar NOT NULL,
        product_id varchar NOT NULL,
        source varchar NOT NULL,
        period_start timestamptz NOT NULL,
        used numeric NOT NULL,
        CONSTRAINT allowance_counters_pkey PRIMARY KEY (cell, account_id, product_id, source, period_start),
        CONSTRAINT allowance_counters_used CHECK (used >= 0)
      ) ${HOT}`);
    await queryRunner.query(`
      CREATE TABLE ${s}.idempotency_keys (
        cell smallint NOT NULL,
        account_id varchar NOT NULL,
        operation varchar NOT NULL,
        key varchar NOT NULL,
        fingerprint bytea NOT NULL,
        outcome json NOT NULL,
        billing_id varchar,
        created_at timestamptz NOT NULL,
        CONSTRAINT idempotency_keys_pkey PRIMARY KEY (cell, account_id, operation, key)
      )`);
    await queryRunner.query(`
      CREATE TABLE ${s}.usage_rollups (
        cell smallint NOT NULL,
        account_id varchar NOT NULL,
        usage_hour timestamptz NOT NULL,
        user_id varchar NOT NULL,
        organization_id varchar NOT NULL,
        agent_id varchar NOT NULL,
        product_id varchar NOT NULL,
        service_type varchar NOT NULL,
        model varchar NOT NULL,
        billing_method varchar NOT NULL,
        billing_status varchar NOT NULL,
        currency varchar NOT NULL,
        record_count bigint NOT NULL,
        quantity numeric NOT NULL,
        charged numeric NOT NULL,
        refunded numeric NOT NULL,
        cost_failed numeric NOT NULL,
        cost_pending numeric NOT NULL,
        CONSTRAINT usage_rollups_pkey PRIMARY KEY (cell, account_id, usage_hour, user_id, organization_id, agent_id,
          product_id, service_type, model, billing_method, billing_status, currency)
      ) ${HOT}`);
    await queryRunner.query(`CREATE INDEX usage_rollups_by_user ON ${s}.usage_rollups (user_id, usage_hour)`);
    await queryRunner.query(`CREATE INDEX usage_rollups_by_hour ON ${s}.usage_rollups (usage_hour)`);
    await queryRunner.query(`
      CREATE TABLE ${s}.settlement_attempts (
        cell smallint NOT NULL,
        attempt_id varchar NOT NULL,
        account_id varchar NOT NULL,
        kind varchar NOT NULL,
        billing_id varchar,
        state varchar NOT NULL,
        currency varchar NOT NULL,
        amount numeric NOT NULL,
        details jsonb NOT NULL,
        operation varchar NOT NULL,
        key varchar NOT NULL,
        due_at timestamptz NOT NULL,
        checks integer NOT NULL DEFAULT 0,
        transaction_id varchar,
        failure_reason varchar,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT settlement_attempts_pkey PRIMARY KEY (cell, attempt_id),
        CONSTRAINT settlement_attempts_kind CHECK (kind IN ('payment', 'payment_refund', 'transfer')),
        CONSTRAINT settlement_attempts_state CHECK (state IN ('created', 'unknown', 'succeeded', 'declined')),
        CONSTRAINT settlement_attempts_amount CHECK (amount > 0)
      )`);
    await queryRunner.query(
      `CREATE INDEX settlement_attempts_due ON ${s}.settlement_attempts (cell, due_at)
         WHERE state IN ('created', 'unknown')`,
    );
    await queryRunner.query(`
      CREATE TABLE ${s}.payment_methods (
        cell smallint NOT NULL,
        account_id varchar NOT NULL,
        payment_method_id varchar NOT NULL,
        token varchar NOT NULL,
        created_at timestamptz NOT NULL,
        removed_at timestamptz,
        CONSTRAINT payment_methods_pkey PRIMARY KEY (cell, account_id, payment_method_id)
      )`);
    await queryRunner.query(`
      CREATE TABLE ${s}.subscriptions (
        cell smallint NOT NULL,
        account_id varchar NOT NULL,
        subscription_id varchar NOT NULL,
        user_id varchar NOT NULL,
        organization_id varchar,
        plan_id varchar NOT NULL,
        plan_tier varchar,
        status varchar NOT NULL,
        billing_cycle varchar NOT NULL,
        anchor_at timestamptz NOT NULL,
        included_products jsonb NOT NULL,
        metadata jsonb,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT subscriptions_pkey PRIMARY KEY (cell, subscription_id),
        CONSTRAINT subscriptions_status CHECK (status IN ('active', 'trialing', 'past_due', 'canceled', 'incomplete',
          'incomplete_expired', 'unpaid', 'paused')),
        CONSTRAINT subscriptions_cycle CHECK (billing_cycle IN ('monthly', 'quarterly', 'yearly', 'one_time'))
      )`);
    await queryRunner.query(`CREATE INDEX subscriptions_by_account ON ${s}.subscriptions (cell, account_id)`);
    await queryRunner.query(`CREATE INDEX subscriptions_by_user ON ${s}.subscriptions (user_id)`);

    // --- the catalogue (small reference tables, no cell) -----------------------------------------------------------
    await queryRunner.query(`
      CREATE TABLE ${s}.products (
        product_id varchar NOT NULL,
        name varchar NOT NULL,
        product_type varchar NOT NULL,
        unit_type varchar NOT NULL,
        description varchar,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT products_pkey PRIMARY KEY (product_id)
      )`);
    await queryRunner.query(`
      CREATE TABLE ${s}.prices (
        price_id varchar NOT NULL,
        product_id varchar NOT NULL,
        currency varchar NOT NULL,
        unit_price numeric,
        dimensions jsonb,
        free_tier_limit numeric,
        free_tier_period varchar,
        effective_from timestamptz NOT NULL,
        effective_until timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT prices_pkey PRIMARY KEY (price_id),
        CONSTRAINT prices_product_fkey FOREIGN KEY (product_id) REFERENCES ${s}.products (product_id),
        CONSTRAINT prices_effective_key UNIQUE (product_id, effective_from),
        CONSTRAINT prices_one_shape CHECK ((unit_price IS NULL) <> (dimensions IS NULL)),
        CONSTRAINT prices_unit_price CHECK (unit_price >= 0),
        CONSTRAINT prices_free_tier CHECK (
          (free_tier_limit IS NULL) = (free_tier_period IS NULL) AND free_tier_limit >= 0
          AND free_tier_period IN ('daily', 'monthly', 'yearly')),
        CONSTRAINT prices_effective_range CHECK (effective_until > effective_from)
      )`);
    await queryRunner.query(`
      CREATE TABLE ${s}.price_book (
        id smallint NOT NULL DEFAULT 1,
        version bigint NOT NULL DEFAULT 0,
        CONSTRAINT price_book_pkey PRIMARY KEY (id),
        CONSTRAINT price_book_one_row CHECK (id = 1)
      ) ${HOT}`);
    await queryRunner.query(`INSERT INTO ${s}.price_book (id, version) VALUES (1, 1)`);

    // --- the rest --------------------------------------------------------------------------------------------------
    await queryRunner.query(`
      CREATE TABLE ${s}.write_keys (
        operation varchar NOT NULL,
        key varchar NOT NULL,
        fingerprint bytea NOT NULL,
        answer json NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT write_keys_pkey PRIMARY KEY (operation, key)
      )`);
    await queryRunner.query(`
      CREATE TABLE ${s}.sandbox_payments (
        idempotency_key varchar NOT NULL,
        kind varchar NOT NULL,
        token varchar NOT NULL,
        currency varchar NOT NULL,
        amount numeric NOT NULL,
        status varchar NOT NULL,
        transaction_id varchar,
        created_at timestamptz NOT NULL,
        CONSTRAINT sandbox_payments_pkey PRIMARY KEY (idempotency_key),
        CONSTRAINT sandbox_payments_kind CHECK (kind IN ('charge', 'refund')),
        CONSTRAINT sandbox_payments_status CHECK (status IN ('succeeded', 'declined'))
      )`);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const s = schemaOf(queryRunner);
    for (const table of [
      'sandbox_payments',
      'write_keys',
      'price_book',
      'prices',
      'products',
      'subscriptions',
      'payment_methods',
      'settlement_attempts',
      'usage_rollups',
      'idempotency_keys',
      'allowance_counters',
      'billing_quotas',
      'billing_events',
      'billing_records',
      'postings',
      'balances',
      'accounts',
      'owners',
      'cells',
    ]) {
      await queryRunner.query(`DROP TABLE ${s}.${table}`);
    }
  }
}
