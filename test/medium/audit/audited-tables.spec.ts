import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { LAWS } from '../../../src/audit/laws/all-laws.js';
import { CHANGES } from './tampered/all-cases.js';

/** Of the whole schema, as it is generated from the migrations. */
const TABLES = [...readFileSync('schema.sql', 'utf8').matchAll(/^CREATE TABLE dev\.(\w+) /gm)].map(
  ([, name]) => name as string,
);

/** The README's word on each table: its laws, or a reason. */
const TOLD = new Map(
  [...readFileSync('src/audit/README.md', 'utf8').matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)].map(
    ([, table, said]) => [table as string, said as string],
  ),
);

function lawsTold(table: string): string[] {
  const said = TOLD.get(table) ?? '';
  return said.startsWith('none: ') ? [] : [...said.matchAll(/`(\w+)`/g)].map(([, law]) => law as string);
}

function lawsThatRead(table: string): string[] {
  return LAWS.filter((law) => new RegExp(`\\bbooks\\.${table}\\b`).test(law.from('books'))).map(
    ({ name }) => name,
  );
}

describe('every table', () => {
  it('is in the README of the audit, with its laws or with a reason for none', () => {
    expect([...TOLD.keys()].sort()).toEqual([...TABLES].sort());
    const silent = TABLES.filter((table) => !/^(none: .{20,}|`)/.test(TOLD.get(table) ?? ''));
    expect(silent).toEqual([]);
  });

  it.each(TABLES)('is read by exactly the laws that are told: %s', (table) => {
    expect(lawsTold(table).sort()).toEqual(lawsThatRead(table).sort());
  });

  it('that has laws is tampered with in a case of one of them', () => {
    const untouched = TABLES.filter((table) => lawsTold(table).length > 0).filter(
      (table) => !CHANGES.some((change) => change.table === table && lawsTold(table).includes(change.law)),
    );
    expect(untouched).toEqual([]);
  });
});
