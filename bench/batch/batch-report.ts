import type { Sample } from '../load/sample.js';
import { spreadOf, type Spread } from '../load/spread.js';
import { numberText, spreadText, type Row, type Table } from '../report/table.js';
import type { Target } from '../report/target.js';

/** Records a second, and single calls with and without an import beside them. */
export interface BatchRound {
  readonly imported: number;
  readonly copiedAll: number;
  readonly copiedRecords: number;
  readonly alone: Sample;
  readonly beside: Sample;
  /** Records a second of the import beside the single calls. */
  readonly besideImport: number;
}

type Pick = (round: BatchRound) => number;

export function batchTable(rounds: readonly BatchRound[], lines: number): Table {
  const row = (label: string, pick: Pick): Row => [
    label,
    spreadText(by(rounds, pick), 0),
    spreadText(
      by(rounds, (round) => pick(round) / round.copiedAll),
      2,
    ),
  ];
  return {
    title: `usage/record/batch, ${numberText(lines, 0)} NDJSON lines over HTTP`,
    columns: ['', 'records/s', '× COPY into all tables'],
    rows: [
      row('usage/record/batch', (round) => round.imported),
      row('COPY into all tables', (round) => round.copiedAll),
      row('COPY of the records alone', (round) => round.copiedRecords),
    ],
    notes: [
      'COPY: the rows that the import has just left, from files on the server, one connection, one transaction, same indexes; it checks and decides nothing.',
    ],
  };
}

export function fairnessTable(rounds: readonly BatchRound[], callers: number): Table {
  const row = (label: string, pick: (round: BatchRound) => Sample): Row => [
    label,
    spreadText(
      by(rounds, (round) => pick(round).perSecond),
      0,
    ),
    spreadText(
      by(rounds, (round) => pick(round).p50Ms),
      1,
    ),
    spreadText(
      by(rounds, (round) => pick(round).p99Ms),
      1,
    ),
    spreadText(
      by(rounds, (round) => pick(round).p99Ms / round.alone.p99Ms),
      2,
    ),
  ];
  const beside = spreadText(
    by(rounds, (round) => round.besideImport),
    0,
  );
  return {
    title: `Single calls beside an import, ${callers} callers of usage/record`,
    columns: ['', 'requests/s', 'p50 ms', 'p99 ms', 'p99 × alone'],
    rows: [row('alone', (round) => round.alone), row('beside an import', (round) => round.beside)],
    notes: [`The import makes ${beside} records/s meanwhile.`],
  };
}

export function targetsOf(rounds: readonly BatchRound[]): Target[] {
  const found = (pick: Pick): Partial<Target> & { measured: Spread | null } =>
    rounds.length === 0 ? { measured: null, reason: 'not available' } : { measured: by(rounds, pick) };
  return [
    {
      text: 'batch ÷ COPY into all tables',
      wanted: 0.5,
      sense: 'at least',
      ...found((round) => round.imported / round.copiedAll),
    },
    {
      text: 'p99 of 64 single callers beside an import ÷ alone',
      wanted: 3,
      sense: 'at most',
      ...found((round) => round.beside.p99Ms / round.alone.p99Ms),
    },
  ];
}

function by(rounds: readonly BatchRound[], pick: Pick): Spread {
  return spreadOf(rounds.map(pick));
}
