import type { ChargeOutcome } from '../../outcomes.js';
import type { Attempt, CarriedAmount, Decision, Effects } from '../../state.js';
import { recordOutcome } from '../steps/recorded.js';

/** Who asked for the charge is answered with this from now on. */
export function answering(attempt: Attempt, outcome: ChargeOutcome): Pick<Effects, 'finalAnswer'> {
  return attempt.answers ? { finalAnswer: { ...attempt.answers, outcome } } : {};
}

/** Closes an attempt of a charge that goes on, as decided; its new answer stands for the stored one. */
export function goOn(
  attempt: Attempt,
  closed: Attempt,
  { outcome, effects }: Decision,
  carriedBack: readonly CarriedAmount[] = [],
): Decision {
  const record = effects?.record?.after;
  if (outcome.kind !== 'charge' || !record) throw new Error('A charge that goes on has a record');
  const made = effects?.attempts ?? [];
  const decision = made.find(({ after }) => after.kind === 'decision');
  return {
    outcome: {
      ...recordOutcome(record, true, outcome.attemptId),
      charge: outcome,
      ...(decision ? { decisionId: decision.after.attemptId } : {}),
    },
    effects: {
      ...effects,
      carried: [...carriedBack, ...(effects?.carried ?? [])],
      attempts: [{ before: attempt, after: closed }, ...made],
      ...answering(attempt, outcome),
    },
  };
}
