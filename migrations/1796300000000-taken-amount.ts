import type { MigrationInterface, QueryRunner } from 'typeorm';
import { schemaOf } from './schema-name.js';

/**
 * What a charge's transaction outside took, where that is another sum than the charge: no more goes back there. Of
 * records from before it is not known, and stays null. A column without a default: no row is written, none is read.
 */
export class TakenAmount1796300000000 implements MigrationInterface {
  name = 'TakenAmount1796300000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(
      `ALTER TABLE ${schemaOf(queryRunner)}.billing_records ADD COLUMN taken_amount numeric`,
    );
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query(`ALTER TABLE ${schemaOf(queryRunner)}.billing_records DROP COLUMN taken_amount`);
  }
}
