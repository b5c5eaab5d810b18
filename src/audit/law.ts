/**
 * One sentence that must hold of the books whatever happened, as data: which rows it looks at, and what must be equal
 * in each. `statementOf` makes the SQL of it.
 */
export interface Law {
  /** Its name in machine-readable answers. */
  readonly name: string;
  /** What holds, for people: "A balance is the sum of its postings". */
  readonly sentence: string;
  /** What one examined row is, in the plural: "balances". */
  readonly rows: string;
  readonly slicing: Slicing;
  /** What stands behind FROM: one row for each thing that is examined. `schema` is quoted. */
  from(schema: string): string;
  /** SQL that names the row to a person: an id, or what stands in its place. */
  readonly row: string;
  /** SQL of the payer account that the row belongs to; null where it belongs to none. */
  readonly account: string | null;
  /** Looked at in this order; the first that is wrong names the row's fault. */
  readonly aspects: readonly Aspect[];
}

/** Two SQL expressions of one type that must be equal (two nulls are). */
export interface Aspect {
  readonly what: string;
  readonly expected: string;
  readonly found: string;
}

/**
 * How the work is cut into statements of bounded size, and their parameters:
 *
 * - `cell`: one a cell; `$1` the cell.
 * - `accounts`: ranges of a cell's accounts; `$1` the cell, `$2` the first account, `$3` the one after the last or null.
 * - `records`: ranges of a cell's records; `$1` the cell, `$2` and `$3` billing ids likewise.
 * - `hours`: ranges of whole hours over the cells together; `$1` the cells, `$2` and `$3` instants.
 * - `whole`: one statement, for what cells share; `$1` the cells.
 */
export type Slicing = 'cell' | 'accounts' | 'records' | 'hours' | 'whole';

/** A row that breaks its law. Amounts and times as Postgres writes them; null where there is no value. */
export interface Fault {
  readonly row: string;
  readonly account: string | null;
  readonly what: string;
  readonly expected: string | null;
  readonly found: string | null;
}

/** The condition of a range of accounts (`account_id`) or records (`billing_id`). */
export function inRange(column: string): string {
  return `cell = $1 AND ${column} >= $2::text AND ($3::text IS NULL OR ${column} < $3::text)`;
}

/** The aspect that a row exists on both sides of a comparison: `there` is a condition. */
export function present(what: string, there: string): Aspect {
  return {
    what,
    expected: `'present'::text`,
    found: `CASE WHEN ${there} THEN 'present' ELSE 'missing' END`,
  };
}

/** An aspect that counts only under a condition. */
export function when(condition: string, aspect: Aspect): Aspect {
  return { ...aspect, expected: `CASE WHEN ${condition} THEN ${aspect.expected} ELSE ${aspect.found} END` };
}
