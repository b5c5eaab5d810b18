import { samplesOf } from '../load/rounds.js';
import { perSecond, ratioOf, spreadBy, type Sample } from '../load/sample.js';
import { megabytes, numberText, spreadText, type Table } from '../report/table.js';
import type { SizedResult } from './sized.js';

/** One row a size; ratios are against the size called `baseline`. */
export function sizedTable(
  title: string,
  what: string,
  { rounds, memory }: SizedResult,
  baseline: string,
): Table {
  return {
    title,
    columns: [
      ...[what, 'charges/s', `× ${baseline}`, 'p50 ms', 'p99 ms', 'Node CPU µs', 'Postgres CPU µs'],
      ...['WAL bytes', 'charges a commit', 'heap MB', 'RSS MB'],
    ],
    rows: [...rounds].map(([name, samples]) => {
      const median = (pick: (sample: Sample) => number | null | undefined, decimals: number): string =>
        numberText(spreadBy(samples, (sample) => pick(sample) ?? NaN).median, decimals);
      const { heapUsedBytes = NaN, rssBytes = NaN } = memory.get(name) ?? {};
      return [
        name,
        spreadText(spreadBy(samples, perSecond), 0),
        spreadText(ratioOf(samples, samplesOf(rounds, baseline)), 2),
        median((sample) => sample.p50Ms, 1),
        median((sample) => sample.p99Ms, 1),
        median((sample) => sample.cpuUs['node'], 0),
        median((sample) => sample.cpuUs['postgres'], 0),
        median((sample) => sample.walBytes, 0),
        median((sample) => 1 / sample.transactions, 0),
        megabytes(heapUsedBytes),
        megabytes(rssBytes),
      ];
    }),
  };
}
