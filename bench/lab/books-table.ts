import { numberText, type Table } from '../report/table.js';
import type { CheckedSchema } from './books.js';

/** What every contender left behind; there are no figures of a run in which it does not agree with what was answered. */
export function booksTable(checked: readonly CheckedSchema[]): Table {
  return {
    title: 'The books: what all charges left',
    columns: [
      ...['schema', 'answered', 'completed', 'failed', 'postings', 'keys', 'events'],
      ...['in roll-ups', 'charges paid', 'bytes a record'],
    ],
    rows: checked.map((count) => [
      count.schema,
      ...[count.answered, count.completed, count.failed, count.postings, count.keys, count.events].map(
        count0,
      ),
      ...[count.rolledUp, count.chargesPaid, count.recordBytes].map(count0),
    ]),
    notes: ['Of `bare` only the records are written; stored records count as answered.'],
  };
}

function count0(value: number): string {
  return numberText(value, 0);
}
