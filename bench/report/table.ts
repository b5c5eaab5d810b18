import type { Spread } from '../load/spread.js';

/** What a part found, ready to be shown in any form. */
export interface Table {
  readonly title: string;
  /** The first is empty or names what the rows are. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** Sentences that one must know to read it. */
  readonly notes?: readonly string[];
}

/** A row of one cell is a heading within the table. */
export type Row = readonly [label: string, ...cells: string[]];

/** `1,234 (1,200–1,300)`. */
export function spreadText({ median, min, max }: Spread, decimals: number): string {
  const text = (value: number): string => numberText(value, decimals);
  return Number.isNaN(median) ? 'n/a' : `${text(median)} (${text(min)}–${text(max)})`;
}

export function numberText(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return 'n/a';
  return value.toLocaleString('en', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

export function megabytes(bytes: number): string {
  return numberText(bytes / 2 ** 20, 0);
}
