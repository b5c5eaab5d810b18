import type { Outcome, RecordOutcome } from '../../../../src/domain/outcomes.js';
import { nameOf } from './books.js';
import type { Attempt, UsageRecord } from './rows.js';
import type { Turn } from './turn.js';

export function answer(
  { billingId, status }: UsageRecord,
  changed: boolean,
  attemptId: string | null = null,
): RecordOutcome {
  return { kind: 'record', billingId, status, changed, attemptId };
}

/** Somebody else has taken the attempt over: his word counts. */
export function stale(record: UsageRecord): Outcome {
  return { ...answer(record, false), stale: true };
}

export function isOpen({ state }: Attempt): boolean {
  return state === 'created' || state === 'unknown';
}

export function keep(turn: Turn, attempt: Attempt): void {
  turn.books.attempts.set(attempt.attemptId, attempt);
}

/** Who asked for the charge gets its end from now on. */
export function replaceAnswer(turn: Turn, attempt: Attempt, outcome: Outcome): void {
  const name = nameOf(turn.account, attempt.operation, attempt.key);
  const entry = turn.books.keys.get(name);
  if (entry) turn.books.keys.set(name, { ...entry, outcome });
}
