import type { Rounds } from '../load/rounds.js';
import { samplesOf } from '../load/rounds.js';
import { ratioOf, spreadBy, type Sample } from '../load/sample.js';
import { numberText, spreadText, type Row, type Table } from '../report/table.js';
import { BARE_INSERT, TEXTBOOK } from './competitors.js';

interface Comparison {
  readonly kind: string;
  readonly rounds: Rounds;
}

/** One block a scenario, one row a competitor; each figure is the median of its rounds, most with (least–most). */
export function throughputTable(title: string, comparisons: readonly Comparison[]): Table {
  return {
    title,
    columns: [
      ...['', 'charges/s', '× bare insert', '× textbook', 'p50 ms', 'p99 ms', 'p99 ÷ p50'],
      ...['Node CPU µs', 'Postgres CPU µs', 'WAL bytes', 'commits', 'statements'],
    ],
    rows: comparisons.flatMap(({ kind, rounds }): Row[] => [
      [kind],
      ...[...rounds.keys()].map((name) => rowOf(name, rounds)),
    ]),
  };
}

function rowOf(name: string, rounds: Rounds): Row {
  const samples = samplesOf(rounds, name);
  const ratio = (baseline: string): string => spreadText(ratioOf(samples, samplesOf(rounds, baseline)), 2);
  const median = (pick: (sample: Sample) => number | null | undefined, decimals: number): string =>
    numberText(spreadBy(samples, (sample) => pick(sample) ?? NaN).median, decimals);
  return [
    `  ${name}`,
    spreadText(
      spreadBy(samples, (sample) => sample.perSecond),
      0,
    ),
    ratio(BARE_INSERT),
    ratio(TEXTBOOK),
    median((sample) => sample.p50Ms, 1),
    median((sample) => sample.p99Ms, 1),
    median((sample) => sample.p99Ms / sample.p50Ms, 1),
    median((sample) => sample.cpuUs['node'], 0),
    median((sample) => sample.cpuUs['postgres'], 0),
    median((sample) => sample.walBytes, 0),
    median((sample) => sample.transactions, 3),
    median((sample) => sample.statements, 0),
  ];
}
