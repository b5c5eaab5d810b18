import type { Queryable } from '../../src/database/queryable.js';

interface TableRow {
  readonly name: string;
  readonly columns: readonly string[];
  readonly keys: readonly string[];
}

/** Those that refer to others come last; the migrations' own list is not data. */
const TABLES = `
  SELECT c.relname AS name,
         ARRAY(SELECT a.attname::text FROM pg_attribute a
                WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
                ORDER BY a.attnum) AS columns,
         ARRAY(SELECT a.attname || CASE WHEN a.attcollation = 0 THEN '' ELSE ' COLLATE "C"' END
                 FROM pg_index i CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k(attnum, n)
                 JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                WHERE i.indrelid = c.oid AND i.indisprimary
                ORDER BY k.n) AS keys
    FROM pg_class c
   WHERE c.relnamespace = $1::regnamespace AND c.relkind IN ('r', 'p') AND c.relname <> 'migrations'
   ORDER BY EXISTS (SELECT FROM pg_constraint f WHERE f.conrelid = c.oid AND f.contype = 'f'), c.relname`;

const SEQUENCES = `
  SELECT format('SELECT setval(%L, %s);', schemaname || '.' || sequencename, last_value) AS statement
    FROM pg_sequences
   WHERE schemaname = $1 AND sequencename NOT LIKE 'migrations%' AND last_value IS NOT NULL
   ORDER BY sequencename`;

/**
 * All rows of a schema as INSERTs, a row a line, in the order of tables and primary keys: the embedded server comes
 * without pg_dump. Every value is written as Postgres prints it, and read back by the type of its column.
 */
export async function dumpData(connection: Queryable, schema: string): Promise<string> {
  await connection.query(
    `SELECT set_config('timezone', 'UTC', false), set_config('datestyle', 'ISO', false)`,
  );
  const tables = await connection.query<TableRow>(TABLES, [schema]);
  // A migration may fill a table: what it filled in is among the rows.
  const parts = [`TRUNCATE ${tables.map(({ name }) => `${schema}.${name}`).join(',\n  ')};\n`];
  for (const table of tables) {
    const lines = await rowsOf(connection, schema, table);
    if (lines.length === 0) continue;
    parts.push(
      `INSERT INTO ${schema}.${table.name} (${table.columns.join(', ')}) VALUES\n${lines.join(',\n')};\n`,
    );
  }
  const sequences = await connection.query<{ statement: string }>(SEQUENCES, [schema]);
  return [...parts, sequences.map(({ statement }) => `${statement}\n`).join('')].join('\n');
}

async function rowsOf(
  connection: Queryable,
  schema: string,
  { name, columns, keys }: TableRow,
): Promise<string[]> {
  const values = columns.map((column) => `quote_nullable(${column}::text)`).join(', ');
  const rows = await connection.query<{ line: string }>(
    `SELECT '  (' || concat_ws(', ', ${values}) || ')' AS line FROM ${schema}.${name} ORDER BY ${keys.join(', ')}`,
  );
  return rows.map(({ line }) => line);
}
