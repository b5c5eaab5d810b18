import { samplesOf, type Rounds } from '../load/rounds.js';
import { ratioOf, type Pick } from '../load/sample.js';
import { spreadText, type Table } from '../report/table.js';

export interface AgainstRow {
  readonly label: string;
  readonly rounds: Rounds;
  /** Names of the two in the rounds. */
  readonly own: string;
  readonly other: string;
}

/** This checkout over the other, round by round. More is better in the first column, less in the rest. */
export function againstTable(title: string, process: string, rows: readonly AgainstRow[]): Table {
  const picks: Pick[] = [
    (sample) => sample.perSecond,
    (sample) => sample.p50Ms,
    (sample) => sample.p99Ms,
    (sample) => sample.cpuUs[process] ?? NaN,
    (sample) => sample.cpuUs['postgres'] ?? NaN,
    (sample) => sample.walBytes,
  ];
  return {
    title,
    columns: ['this ÷ other', 'a second', 'p50', 'p99', 'Node CPU', 'Postgres CPU', 'WAL bytes'],
    rows: rows.map(({ label, rounds, own, other }) => [
      label,
      ...picks.map((pick) => spreadText(ratioOf(samplesOf(rounds, own), samplesOf(rounds, other), pick), 2)),
    ]),
  };
}
