import type { FaultKind } from '../../../../upstreams/faults/fault.js';
import type { Verdict } from './verifier.js';

export interface RunFigures {
  readonly seed: number;
  /** Times that a process of the service was killed. */
  readonly kills: number;
  /** Charges that were recorded while the faults struck; the rest when its key came again. */
  readonly recordedMeanwhile: number;
  readonly strikes?: ReadonlyMap<FaultKind, number>;
  readonly drainedAfterMs: number;
}

/** The counts of a run, for people. */
export function reportOf(verdict: Verdict, figures: RunFigures): string {
  const { seed, kills, recordedMeanwhile, strikes, drainedAfterMs } = figures;
  const struck = [...(strikes ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = [
    `FAULT_SEED=${seed}, commands ${verdict.commands}, sent ${verdict.sent} times, ` +
      `recorded meanwhile ${recordedMeanwhile}, kills ${kills}`,
    ...(struck.length === 0
      ? []
      : [`struck: ${struck.map(([kind, times]) => `${kind} ${times}`).join(', ')}`]),
    `records: ${Object.entries(verdict.statuses)
      .map(([status, count]) => `${status} ${count}`)
      .join(', ')}; taken outside ${verdict.taken}, at most ${verdict.mostAtOnce} at once from one wallet`,
    `all settled ${drainedAfterMs} ms after the faults had ended`,
    `charged twice ${verdict.chargedTwice.length}, lost ${verdict.lost.length}, stuck ${verdict.stuck.length}, ` +
      `wrong amounts ${verdict.amounts.length}, wrong answers ${verdict.answers.length}, ` +
      `broken laws ${verdict.broken.length}`,
  ];
  return lines.map((line) => `  ${line}`).join('\n');
}
