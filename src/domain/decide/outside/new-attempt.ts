import type { Attempt, Context } from '../../state.js';

type Settled = 'state' | 'dueAt' | 'checks' | 'leaseNumber' | 'transactionId' | 'failureReason' | 'answers';

/** The longest pause before anything is tried again. */
const MAX_PAUSE_MS = 3_600_000;

/** An attempt as the deciding transaction leaves it: not tried yet, and due if nobody has by `takeoverAfterMs`. */
export function newAttempt(
  intent: Omit<Attempt, Settled>,
  context: Context,
  answers: Attempt['answers'] = null,
): Attempt {
  return {
    ...intent,
    state: 'created',
    dueAt: context.now + context.takeoverAfterMs,
    checks: 0,
    leaseNumber: 0,
    transactionId: null,
    failureReason: null,
    answers,
  };
}

/** When something is due again that could not be done `tries` times. */
export function dueAfter(tries: number, context: Context): number {
  return context.now + Math.min(context.retryAfterMs * 2 ** Math.max(tries - 1, 0), MAX_PAUSE_MS);
}
