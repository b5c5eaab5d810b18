import { formatQuantity, type Decimal } from '../../domain/decimal.js';

/** Values of a domain object as a statement takes them. */

export function numeric(value: Decimal): string {
  return formatQuantity(value);
}

/** Like {@link numeric}, for amounts that may be negative (roll-up deltas, an overdrawn balance) or absent. */
export function numericOrNull(value: Decimal | null): string | null {
  return value === null ? null : formatQuantity(value);
}

export function timestamp(epochMs: number): string {
  return new Date(epochMs).toISOString();
}

export function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** Turns rows into one array a column: what `unnest` takes. */
export function columns<Row>(
  rows: Iterable<Row>,
  ...pick: readonly ((row: Row) => unknown)[]
): unknown[][] {
  const result: unknown[][] = pick.map(() => []);
  for (const row of rows) {
    for (let index = 0; index < pick.length; index += 1) {
      (result[index] as unknown[]).push((pick[index] as (row: Row) => unknown)(row));
    }
  }
  return result;
}
