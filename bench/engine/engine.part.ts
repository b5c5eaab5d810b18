import { againstTable } from '../against/against-table.js';
import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import type { Competitor } from '../load/competitor.js';
import { samplesOf, takeTurns, type Rounds } from '../load/rounds.js';
import { ratioOf, spreadBy } from '../load/sample.js';
import type { PartResult } from '../report/part-result.js';
import type { Table } from '../report/table.js';
import type { Target } from '../report/target.js';
import type { ScenarioKind } from '../workload/scenario.js';
import { BARE_INSERT, ENGINE, TEXTBOOK } from './competitors.js';
import type { Field } from './field.js';
import { throughputTable } from './throughput-table.js';

const CALLERS = [256, 64, 1];
const KINDS: readonly ScenarioKind[] = [
  'distinct accounts',
  'zipf mix',
  'one hot account',
  'one organisation quota',
];

const WARM_UP_MS = 400;

export interface EngineResult {
  readonly callers: number;
  readonly kind: ScenarioKind;
  readonly rounds: Rounds;
}

/** Charges without HTTP, beside the bare insert and the textbook. */
export async function runEngine(lab: Lab, field: Field): Promise<PartResult> {
  const results: EngineResult[] = [];
  for (const callers of CALLERS) {
    for (const kind of KINDS)
      results.push({ callers, kind, rounds: await compare(lab, field, callers, kind) });
  }
  const tables = CALLERS.map((callers) =>
    throughputTable(
      `Engine without HTTP, ${callers} ${callers === 1 ? 'caller' : 'callers'}`,
      results.filter((result) => result.callers === callers),
    ),
  );
  const [first, ...rest] = tables;
  const notes = competitorsOf(field, 256, 'distinct accounts').map(({ note }) => note);
  return {
    tables: [
      field.pools.table,
      ...(first ? [{ ...first, notes }] : []),
      ...rest,
      ...againstOf(field, results),
    ],
    targets: targetsOf(results),
    data: {
      poolSizes: field.pools,
      results: results.map((result) => ({ ...result, rounds: [...result.rounds] })),
    },
  };
}

async function compare(lab: Lab, field: Field, callers: number, kind: ScenarioKind): Promise<Rounds> {
  const pace = { callers, warmUpMs: WARM_UP_MS, measureMs: lab.options.seconds * 1_000 };
  return takeTurns(
    competitorsOf(field, callers, kind),
    { pace, scenario: { kind, accounts: DEFAULT_ACCOUNTS } },
    { rounds: lab.options.rounds, title: `engine, ${callers} callers, ${kind}`, say: lab.say },
  );
}

/** Both textbooks with many callers; with few the faster one is enough. */
function competitorsOf(field: Field, callers: number, kind: ScenarioKind): Competitor[] {
  const contended = kind === 'one hot account' || kind === 'one organisation quota';
  const { sequence, gapless } = contended ? field.contendedTextbook : field.textbook;
  return [
    field.engine,
    ...(field.otherEngine ? [field.otherEngine] : []),
    field.bareInsert,
    ...(callers === 256 ? [gapless] : []),
    sequence,
  ];
}

function againstOf({ engine, otherEngine }: Field, results: readonly EngineResult[]): Table[] {
  if (otherEngine === null) return [];
  const rows = results.map(({ callers, kind, rounds }) => ({
    label: `${callers} callers, ${kind}`,
    rounds,
    own: engine.name,
    other: otherEngine.name,
  }));
  return [againstTable(`${engine.name} ÷ ${otherEngine.name}`, 'node', rows)];
}

function targetsOf(results: readonly EngineResult[]): Target[] {
  const at256 = (kind: ScenarioKind): Rounds =>
    results.find((result) => result.callers === 256 && result.kind === kind)?.rounds as Rounds;
  const against = (kind: ScenarioKind, baseline: string) =>
    ratioOf(samplesOf(at256(kind), ENGINE), samplesOf(at256(kind), baseline));
  const tail = (kind: ScenarioKind) =>
    spreadBy(samplesOf(at256(kind), ENGINE), (sample) => sample.p99Ms / sample.p50Ms);
  const atLeast = 'at least' as const;
  const atMost = 'at most' as const;
  const [distinct, hot] = ['distinct accounts', 'one hot account'] as const;
  return [
    {
      text: 'engine ÷ bare insert, distinct accounts, 256 callers',
      wanted: 0.6,
      sense: atLeast,
      measured: against(distinct, BARE_INSERT),
    },
    {
      text: 'engine ÷ textbook, distinct accounts, 256 callers',
      wanted: 8,
      sense: atLeast,
      measured: against(distinct, TEXTBOOK),
    },
    {
      text: 'engine ÷ textbook, one hot account, 256 callers',
      wanted: 20,
      sense: atLeast,
      measured: against(hot, TEXTBOOK),
    },
    {
      text: 'engine p99 ÷ p50, distinct accounts, 256 callers',
      wanted: 4,
      sense: atMost,
      measured: tail(distinct),
    },
    { text: 'engine p99 ÷ p50, one hot account, 256 callers', wanted: 4, sense: atMost, measured: tail(hot) },
  ];
}
