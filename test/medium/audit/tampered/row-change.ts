import type { HistoryOutside } from '../../../support/history/history-outside.js';
import type { RichHistory } from '../../../support/history/rich-history.js';

/** Where the rows of a history are found: its records, and whatever SQL finds. */
export interface Past {
  readonly records: RichHistory['records'] & HistoryOutside;
  /** One value. */
  find(sql: string): Promise<string>;
}

export type Pick = (past: Past) => Promise<string> | string;

/** The one row of `table` for which `where` holds, where `$` stands for what `pick` finds. */
interface Row {
  readonly table: string;
  readonly where: string;
  readonly pick: Pick;
}

/**
 * What is done to a row, and how the law that must find it names the fault: `set` is null where the row is deleted; in
 * `row`, the row's name, `$` stands for what was picked, as it does alone where there is none.
 */
type Change = readonly [name: string, law: string, set: string | null, what: string, row?: string];

/** A change of one row. */
export interface RowChange extends Row {
  readonly name: string;
  readonly law: string;
  readonly set: string | null;
  readonly what: string;
  readonly row: string;
}

/** Changes of the same row, each by itself. */
export function changesOf(changed: Row, changes: readonly Change[]): readonly RowChange[] {
  return changes.map(([name, law, set, what, row = '$']) => ({ ...changed, name, law, set, what, row }));
}

type RecordName = keyof Past['records'];

/** The record of this name, or the row of another table that names it. */
export function ofRecord(record: RecordName, table = 'billing_records'): Row {
  return { table, where: `billing_id = '$'`, pick: ({ records }) => records[record] };
}

/** The latest attempt about this record. */
export function attemptOf(record: RecordName): Row {
  return {
    table: 'settlement_attempts',
    where: `attempt_id = '$'`,
    pick: ({ records, find }) =>
      find(`SELECT max(attempt_id) FROM dev.settlement_attempts WHERE billing_id = '${records[record]}'`),
  };
}

/** The row of a table that belongs to one account. */
export function rowOfAccount(table: string, accountId: string): Row {
  return { table, where: `account_id = '$'`, pick: () => accountId };
}

/** The first posting of these. */
export function postingWhere(where: string): Row {
  const first = `SELECT posting_id FROM dev.postings WHERE ${where} ORDER BY 1 LIMIT 1`;
  return { table: 'postings', where: `posting_id = '$'`, pick: ({ find }) => find(first) };
}
