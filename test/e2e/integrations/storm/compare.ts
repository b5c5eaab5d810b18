import Big from 'big.js';
import { isFinal } from '../../money/faults/load/command.js';
import type { CommandHistory } from '../../money/faults/load/command-log.js';
import type { AttemptRow, BooksHere, RecordRow } from './books-here.js';
import type { BooksThere, Taken } from './books-there.js';

/** What does not agree, one sentence each. */
export interface Disagreements {
  readonly chargedTwice: string[];
  /** A key without its record, a completed record that nobody has paid, or value taken that no record knows of. */
  readonly lost: string[];
  readonly stuck: string[];
  readonly amounts: string[];
  /** Keys that were answered one thing and are another, or were not answered at the end. */
  readonly answers: string[];
}

const FINAL = { 200: 'completed', 402: 'failed' } as Readonly<Record<number, string>>;

/** Holds what clients were told, what the service has written and what was really taken against each other. */
export function compare(
  histories: readonly CommandHistory[],
  here: BooksHere,
  there: BooksThere,
): Disagreements {
  const found: Disagreements = { chargedTwice: [], lost: [], stuck: [], amounts: [], answers: [] };
  const records = grouped(here.records, ({ request_id }) => request_id);
  for (const history of histories) compareAnswers(history, records.get(history.command.key) ?? [], found);
  const attempts = new Map(here.attempts.map((attempt) => [attempt.attempt_id, attempt]));
  const billings = grouped(there.taken, (taken) => attempts.get(taken.attemptId)?.billing_id ?? 'nobody');
  for (const record of here.records) {
    compareRecord(record, billings.get(record.billing_id) ?? [], attempts, found);
  }
  for (const { from, attemptId, billingId } of there.taken) {
    const ours = attempts.get(attemptId);
    if (!ours) found.lost.push(`${from} took for ${attemptId}, which is not here`);
    else if (billingId !== null && ours.billing_id !== billingId) {
      found.lost.push(`${from} took for ${attemptId} of ${billingId}, which is of ${ours.billing_id} here`);
    }
  }
  return found;
}

function compareAnswers(
  { command, answers }: CommandHistory,
  records: RecordRow[],
  found: Disagreements,
): void {
  const { key } = command;
  const [record] = records;
  if (!record) {
    // Who was cut off, or told to come again, knows of nothing that could be lost.
    const promised = answers.find(({ status }) => status !== 503);
    if (promised) found.lost.push(`${key} was answered ${promised.status}, and has no record`);
    else found.answers.push(`${key} was never answered`);
    return;
  }
  if (records.length > 1) found.chargedTwice.push(`${key} has ${records.length} records`);
  const finals = answers.filter(isFinal);
  if (finals.length === 0) found.answers.push(`${key} was never answered`);
  for (const { status, body } of finals) {
    if (FINAL[status] !== record.billing_status) {
      found.answers.push(
        `${key} was answered ${status} ${JSON.stringify(body)}, is ${record.billing_status}`,
      );
    }
  }
  for (const { status, body } of answers) {
    const id = body['billing_id'];
    if (id !== undefined && id !== record.billing_id) {
      found.answers.push(`${key} was answered ${status} for ${JSON.stringify(id)}, is ${record.billing_id}`);
    }
    if (status === 500) found.answers.push(`${key} was answered 500 ${JSON.stringify(body)}`);
  }
}

function compareRecord(
  record: RecordRow,
  taken: readonly Taken[],
  attempts: ReadonlyMap<string, AttemptRow>,
  found: Disagreements,
): void {
  const { billing_id: id, billing_status: status, total_amount: total } = record;
  const [first] = taken;
  if (status === 'pending' || status === 'processing') found.stuck.push(`${id} is ${status}`);
  if (taken.length > 1) {
    found.chargedTwice.push(
      `${id} (${status}) was charged ${taken.map(({ attemptId }) => attemptId).join(', ')}`,
    );
  }
  if (status === 'completed' && !first) found.lost.push(`${id} is completed, and nothing was taken`);
  if (status === 'failed' && first) {
    found.lost.push(`${id} is failed (${record.failure_reason}), and ${first.from} took ${first.amount}`);
  }
  for (const one of taken) {
    const attempt = attempts.get(one.attemptId) as AttemptRow;
    if (!amountOf(one).eq(attempt.amount) || !amountOf(one).eq(total)) {
      found.amounts.push(`${id} of ${total}: ${attempt.amount} sent, ${amountOf(one).toFixed()} taken`);
    }
    if (attempt.state !== 'succeeded' && status === 'completed') {
      found.lost.push(`${one.attemptId} of ${id} was taken, and is ${attempt.state}`);
    }
  }
}

function amountOf({ from, amount }: Taken): Big {
  return from === 'payment' ? new Big(String(amount)).div(100) : new Big(String(amount));
}

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}
