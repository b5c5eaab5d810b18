import { formatQuantity, type Decimal } from '../../domain/decimal.js';

/** Values of a domain object as a statement takes them. */

export function numeric(value: Decimal): string {
  return formatQuantity(value);
}

export function numericOrNull(value: Decimal | null): string | null {
  return value === null ? null : formatQuantity(value);
}

export function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** The columns of a statement, each as the value that a row has in it. */
export type Picks<Row> = readonly ((row: Row) => unknown)[];

/** Turns rows into one array a column: what `unnest` takes. */
export function columns<Row>(rows: readonly Row[], picks: Picks<Row>): unknown[][] {
  return picks.map((pick) => rows.map((row) => pick(row)));
}
