import type { QueryRunner } from 'typeorm';
import { quoteIdentifier } from '../src/database/schema/schema-name.js';

/** The schema that this data source works in, quoted for use in a statement. */
export function schemaOf(queryRunner: QueryRunner): string {
  const { options } = queryRunner.connection;
  if (!('schema' in options) || !options.schema) throw new Error('The data source names no schema.');
  return quoteIdentifier(options.schema);
}
