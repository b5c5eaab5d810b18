import type { CommandHistory } from '../../../money/faults/load/command-log.js';
import type { BooksHere, RecordRow } from './books-here.js';
import type { BooksThere } from './books-there.js';

/** How much of everything there is, for people and for tests that want none of it to be missing. */
export interface Counts {
  readonly charges: number;
  readonly refunds: number;
  /** Times that their commands were sent. */
  readonly sent: number;
  readonly records: number;
  readonly statuses: Readonly<Record<string, number>>;
  readonly failed: number;
  /** Times that value was taken outside, and given back there. */
  readonly taken: number;
  readonly given: number;
  /** Charges that were paid without any call: too small for one, or by money here. */
  readonly carried: number;
  readonly paidHere: number;
  /** Charges that took another sum than their own: what was left over before came along, or something was left over. */
  readonly uneven: number;
  /** Refunds that became credits here. */
  readonly credited: number;
  /** Charges that went on to another method after one had declined. */
  readonly movedOn: number;
  /** Records of organisations that were paid. */
  readonly ofOrganizations: number;
  readonly mostAtOnce: number;
}

export function countsOf(histories: readonly CommandHistory[], here: BooksHere, there: BooksThere): Counts {
  const { records, attempts } = here;
  const charges = histories.filter(({ command }) => command.effect.as === 'record').length;
  const calls = attempts.filter(({ kind }) => !kind.endsWith('_refund'));
  const declined = new Set(
    calls.filter(({ state }) => state === 'declined').map(({ billing_id }) => billing_id),
  );
  const paid = records.filter(
    ({ billing_status: status }) => status === 'completed' || status === 'refunded',
  );
  return {
    charges,
    refunds: histories.length - charges,
    sent: histories.reduce((sum, { sent }) => sum + sent, 0),
    records: records.length,
    statuses: statusesOf(records),
    failed: records.filter(({ billing_status: status }) => status === 'failed').length,
    taken: there.taken.length,
    given: there.given.length,
    carried: paid.filter(({ transaction_id: id }) => id?.startsWith('carried_')).length,
    paidHere: here.paidHere.length,
    uneven: calls.filter(({ left_over }) => left_over !== '0').length,
    credited: here.credited.length,
    movedOn: calls.filter(({ state, billing_id: id }) => state === 'succeeded' && declined.has(id)).length,
    ofOrganizations: paid.filter(({ account_id }) => account_id.startsWith('organization:')).length,
    mostAtOnce: there.mostAtOnce,
  };
}

function statusesOf(records: readonly RecordRow[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { billing_status: status, failure_reason: reason } of records) {
    const name = reason === null ? status : `${status} (${reason})`;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}
