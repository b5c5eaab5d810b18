import type { HistoryOutside } from '../../../support/outside/history-outside.js';
import type { RichHistory } from '../../../support/rich-history.js';

/** Where the rows of a history are found: its records, and whatever SQL finds. */
export interface Past {
  readonly records: RichHistory['records'] & HistoryOutside;
  /** One value. */
  find(sql: string): Promise<string>;
}

export type Pick = (past: Past) => Promise<string> | string;

/** What is done to a row, and the law that must name it; in `row`, its name, `$` stands for what was picked. */
interface Change {
  readonly name: string;
  readonly law: string;
  /** Null: the row is deleted. */
  readonly set: string | null;
  /** `$` itself when absent. */
  readonly row?: string;
  readonly what: string;
}

/** A change of one row of a table, where `$` stands for what `pick` finds. */
export interface RowChange extends Required<Change> {
  readonly table: string;
  readonly where: string;
  readonly pick: Pick;
}

/** Changes of the same row, each by itself. */
export function changesOf(
  table: string,
  where: string,
  pick: Pick,
  changes: readonly Change[],
): readonly RowChange[] {
  return changes.map((change) => ({ row: '$', ...change, table, where, pick }));
}

export const PAID_FROM_WALLET: Pick = ({ records }) => records.paidFromWallet;
export const REFUSED: Pick = ({ records }) => records.refused;
export const UNDER_WAY: Pick = ({ records }) => records.underWay;
export const PAID_BY_CARD: Pick = ({ records }) => records.paidByCard;

export function posting(where: string): Pick {
  return ({ find }) => find(`SELECT posting_id FROM dev.postings WHERE ${where} ORDER BY 1 LIMIT 1`);
}
