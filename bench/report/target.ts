import type { Spread } from '../load/spread.js';

/** What the service wants to reach, and what this run has measured. */
export interface Target {
  readonly text: string;
  readonly wanted: number;
  readonly sense: 'at least' | 'at most';
  /** Null with a reason where this run could not measure it. */
  readonly measured: Spread | null;
  readonly reason?: string;
}

/** By the median; null where nothing was measured. */
export function isMet({ measured, wanted, sense }: Target): boolean | null {
  if (measured === null || Number.isNaN(measured.median)) return null;
  return sense === 'at least' ? measured.median >= wanted : measured.median <= wanted;
}
