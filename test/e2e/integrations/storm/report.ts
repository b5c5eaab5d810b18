import type { FaultKind } from '../../../../upstreams/faults/fault.js';
import type { Disagreements } from './judge/disagreements.js';
import type { Verdict } from './judge/verifier.js';

export interface RunFigures {
  readonly seed: number;
  /** Times that a process of the service was killed. */
  readonly kills: number;
  /** Charges that were recorded while the faults struck; the rest when its key came again. */
  readonly recordedMeanwhile: number;
  readonly strikes?: ReadonlyMap<FaultKind, number>;
  readonly drainedAfterMs: number;
}

const COUNTED: Readonly<Record<keyof Disagreements | 'broken', string>> = {
  chargedTwice: 'charged twice',
  lost: 'lost',
  stuck: 'stuck',
  refundedTwice: 'refunded twice',
  refundsLost: 'refunds lost',
  strangers: 'strangers charged',
  amounts: 'wrong amounts',
  wronglyCarried: 'wrongly carried',
  answers: 'wrong answers',
  broken: 'broken laws',
};

/** The counts of a run, for people. */
export function reportOf(verdict: Verdict, figures: RunFigures): string {
  const { seed, kills, recordedMeanwhile, strikes, drainedAfterMs } = figures;
  const struck = [...(strikes ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const { charges, refunds, sent, taken, given, mostAtOnce, uneven, carried, paidHere, credited } = verdict;
  const lines = [
    `FAULT_SEED=${seed}, charges ${charges}, refunds ${refunds}, sent ${sent} times, ` +
      `recorded meanwhile ${recordedMeanwhile}, kills ${kills}`,
    ...(struck.length === 0
      ? []
      : [`struck: ${struck.map(([kind, times]) => `${kind} ${times}`).join(', ')}`]),
    `records: ${Object.entries(verdict.statuses)
      .map(([status, count]) => `${status} ${count}`)
      .join(', ')}`,
    `taken outside ${taken}, at most ${mostAtOnce} at once from one wallet; given back outside ${given}, as credits here ${credited}`,
    `settled ${drainedAfterMs} ms after the faults had ended; uneven sums ${uneven}, carried whole ${carried}, ` +
      `paid here ${paidHere}, by the next method ${verdict.movedOn}, of organisations ${verdict.ofOrganizations}`,
    Object.entries(COUNTED)
      .map(([name, words]) => `${words} ${verdict[name as keyof typeof COUNTED].length}`)
      .join(', '),
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}
