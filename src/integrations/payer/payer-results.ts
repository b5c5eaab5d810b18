import type { DeclineCode, PayerResult } from './remote-payer.js';

export function declined(code: DeclineCode, reason: string): PayerResult {
  return { status: 'declined', code, reason };
}

/** How far an upstream's clock may be behind the database's, when its books are searched from an attempt's creation on. */
export const CLOCK_MARGIN_MS = 10 * 60_000;
