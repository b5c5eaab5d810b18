import type { Attempt, Context } from '../state.js';

type Settled = 'state' | 'dueAt' | 'checks' | 'transactionId' | 'failureReason' | 'answers';

/** An attempt as the deciding transaction leaves it: not tried yet, and due if nobody has by `takeoverAfterMs`. */
export function newAttempt(intent: Omit<Attempt, Settled>, context: Context): Attempt {
  return {
    ...intent,
    state: 'created',
    dueAt: context.now + context.takeoverAfterMs,
    checks: 0,
    transactionId: null,
    failureReason: null,
    answers: null,
  };
}
