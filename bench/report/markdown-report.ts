import type { Table } from './table.js';

/** For a document: a heading, a table, and its notes as a list. */
export function markdownOf({ title, columns, rows, notes = [] }: Table): string {
  const line = (cells: readonly string[]): string =>
    `| ${columns.map((_, index) => escaped(cells[index] ?? '')).join(' | ')} |`;
  const rule = `| ${columns.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`;
  const body = rows.map((row) => (row.length === 1 ? line([`**${row[0]}**`]) : line(row)));
  const list = notes.length === 0 ? [] : ['', ...notes.map((note) => `- ${note}`)];
  return [`### ${title}`, '', line(columns), rule, ...body, ...list, ''].join('\n');
}

function escaped(cell: string): string {
  return cell.replaceAll('|', '\\|');
}
