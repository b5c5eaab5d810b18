import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './schema-name.js';

/** What the product service last said about the price of each product. The prices themselves are never changed. */
export class UpstreamPrices1796000000002 implements MigrationInterface {
  name = 'UpstreamPrices1796000000002';

  async up(queryRunner: QueryRunner): Promise<void> {
    const s = schemaOf(queryRunner);
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

  async down(queryRunner: QueryRunner): Promise<void> {
    const s = schemaOf(queryRunner);
    await queryRunner.query(`DROP INDEX ${s}.billing_records_unpriced`);
    await queryRunner.query(`DROP TABLE ${s}.upstream_prices`);
  }
}
