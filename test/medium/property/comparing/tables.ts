import { canonical } from './canonical.js';

/** Rows by their names, in tables by theirs; amounts in shortest text, times in ISO 8601. */
export type Tables = Readonly<Record<string, ReadonlyMap<string, unknown>>>;

/** Rows without a name of their own: equal ones are numbered. */
export function counted(rows: readonly unknown[]): Map<string, unknown> {
  const named = new Map<string, unknown>();
  for (const row of rows) {
    const text = canonical(row);
    let n = 1;
    while (named.has(`${text} #${n}`)) n += 1;
    named.set(`${text} #${n}`, row);
  }
  return named;
}

/** One line for each row that is not the same in both. */
export function differences(expected: Tables, found: Tables): string[] {
  return Object.keys(expected).flatMap((table) => {
    const [here, there] = [expected[table] ?? new Map(), found[table] ?? new Map()];
    return [...new Set([...here.keys(), ...there.keys()])].sort().flatMap((name) => {
      const [want, have] = [here.get(name), there.get(name)].map((row) =>
        row === undefined ? 'no such row' : canonical(row),
      );
      return want === have ? [] : [`${table} ${name}:\n    expected ${want}\n    found    ${have}`];
    });
  });
}
