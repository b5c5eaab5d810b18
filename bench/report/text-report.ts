import { textTable } from '../../src/cli/replay/text-table.js';
import type { Table } from './table.js';

/** For a terminal: aligned columns under a title. */
export function textOf({ title, columns, rows, notes = [] }: Table): string {
  const filled = rows.map((row) => columns.map((_, index) => row[index] ?? ''));
  return [title, textTable([columns, ...filled]), ...notes.map((note) => `  ${note}`)].join('\n');
}
