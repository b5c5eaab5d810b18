import type { QueryRunner } from 'typeorm';

/** The schema that this data source works in, quoted for use in a statement. */
export function schemaOf(queryRunner: QueryRunner): string {
  const options = queryRunner.connection.options;
  const schema = 'schema' in options && options.schema ? options.schema : 'dev';
  return `"${schema.replaceAll('"', '""')}"`;
}
