import type { ReceivedAnswer } from '../answers/received-answer.js';

/** Statuses of an upstream, or of what stands before it, that may be better in a moment. */
const PASSING = new Set([429, 502, 503, 504]);

const FIRST_PAUSE_MS = 50;

/** Whether a question that came to this may come to something else when it is asked again. */
export function isWorthAsking(outcome: ReceivedAnswer | Error): boolean {
  return outcome instanceof Error || PASSING.has(outcome.status);
}

/** Twice as long each time, and by chance up to that, so that callers who failed together do not come back together. */
export function pauseBeforeRetry(tries: number, outcome: ReceivedAnswer | Error): number {
  const longest = FIRST_PAUSE_MS * 2 ** tries;
  const pauseMs = longest / 2 + (Math.random() * longest) / 2;
  const askedFor = outcome instanceof Error ? null : outcome.retryAfterMs;
  return Math.max(pauseMs, askedFor ?? 0);
}
