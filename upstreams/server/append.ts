/** Adds a row to those under a key. */
export function append<Row>(table: Map<string, Row[]>, key: string, row: Row): void {
  const rows = table.get(key);
  if (rows) rows.push(row);
  else table.set(key, [row]);
}
