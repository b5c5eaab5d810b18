import type { Refusal } from '../../problems/problems.js';
import type { Decision } from '../../state.js';

/** Refused, and nothing is written: the idempotency key stays free. */
export function refusedWithoutTrace(refusal: Refusal): Decision {
  return { outcome: { kind: 'refused', refusal }, effects: null };
}
