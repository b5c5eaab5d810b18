import type { Fault, Law } from './law.js';

/** Most wrong rows of a law that are named; the others are counted. */
export const FAULTS_NAMED = 10;

/** What a law's statement answers: one row. */
export interface Tally {
  readonly examined: string;
  readonly wrong: string;
  readonly first: readonly Fault[];
}

/**
 * The law's SQL. Whatever the number of rows, one comes back: the running count lets through only the first faults.
 * `OFFSET 0` keeps the planner from evaluating the comparison once for each place that uses it.
 */
export function statementOf(law: Law, schema: string): string {
  const cases = law.aspects.map(
    ({ what, expected, found }) =>
      `WHEN (${expected}) IS DISTINCT FROM (${found}) THEN ` +
      `json_build_object('row', ${law.row}, 'account', ${law.account ?? 'NULL::text'}, ` +
      `'what', ${literal(what)}, 'expected', (${expected})::text, 'found', (${found})::text)`,
  );
  return `
    SELECT count(*) AS examined, count(fault) AS wrong,
           coalesce(json_agg(fault) FILTER (WHERE fault IS NOT NULL AND nth <= ${FAULTS_NAMED}), '[]') AS first
      FROM (SELECT fault, count(fault) OVER (ROWS UNBOUNDED PRECEDING) AS nth
              FROM (SELECT CASE ${cases.join('\n')} END AS fault
                      FROM ${law.from(schema)}
                    OFFSET 0) f) n`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
