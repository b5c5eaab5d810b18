import type { DecideAgainCommand } from '../../../../src/domain/commands.js';
import type { ChargeOutcome, Outcome } from '../../../../src/domain/outcomes.js';
import { answer, isOpen, keep, replaceAnswer, stale } from './answers.js';
import type { Terms } from './rows.js';
import { decide } from './charging.js';
import { unpaid } from './recording.js';
import { refused, type Turn } from './turn.js';

/** A record whose payer could not be asked is decided as if it came now; whoever decided it meanwhile was first. */
export function decideAgain(turn: Turn<DecideAgainCommand>, found: Outcome): Outcome {
  const { billingId, attemptId, leaseNumber } = turn.command;
  const record = turn.record(billingId);
  const attempt = turn.books.attempts.get(attemptId);
  if (!record || attempt?.billingId !== billingId || attempt.kind !== 'decision')
    return refused('billing_record_not_found');
  if (!isOpen(attempt)) return answer(record, false);
  if (leaseNumber !== attempt.lease) return stale(record);
  keep(turn, { ...attempt, state: 'succeeded' });
  if (record.status !== 'pending') return answer(record, false);
  const known = new Set(turn.books.attempts.keys());
  const course = { ...(attempt.terms as Terms), answers: attempt, facts: { attempt_id: attemptId } };
  const outcome = decide(turn, record, record, course, found);
  const charge = (
    outcome.kind === 'refused' ? unpaid(turn, record, record, outcome.refusal, course) : outcome
  ) as ChargeOutcome;
  replaceAnswer(turn, attempt, charge);
  const after = turn.books.records.get(billingId) ?? record;
  const said = { ...answer(after, true, charge.attemptId), charge };
  const next = [...turn.books.attempts.values()].find(
    (made) => made.kind === 'decision' && !known.has(made.attemptId),
  );
  return next ? { ...said, decisionId: next.attemptId } : said;
}
