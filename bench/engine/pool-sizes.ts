import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import type { Schema } from '../lab/schemas.js';
import type { Load } from '../load/competitor.js';
import type { WorkerCompetitor } from '../load/worker-competitor.js';
import { numberText, type Row, type Table } from '../report/table.js';
import type { ScenarioKind } from '../workload/scenario.js';
import { openBareInsert, openTextbook } from './competitors.js';

/** Tried at the start; neither the limit nor the rival may lose by a pool that does not fit them. */
const SIZES = [4, 8, 16, 32, 64];
const CALLERS = 256;
const PACE = { callers: CALLERS, warmUpMs: 400, measureMs: 1_000 };

export interface PoolSizes {
  readonly bareInsert: number;
  readonly textbook: number;
  /** Where charges queue for one lock. */
  readonly textbookContended: number;
  readonly table: Table;
}

interface Trial {
  readonly label: string;
  readonly kind: ScenarioKind;
  open(size: number): Promise<WorkerCompetitor>;
}

export async function findPoolSizes(lab: Lab, bare: Schema, rival: Schema): Promise<PoolSizes> {
  const textbook = (size: number) => openTextbook(lab, rival, 'sequence', size);
  const trials = {
    bareInsert: {
      label: 'bare insert',
      kind: 'distinct accounts',
      open: (size) => openBareInsert(lab, bare, size),
    },
    textbook: { label: 'textbook, distinct accounts', kind: 'distinct accounts', open: textbook },
    textbookContended: { label: 'textbook, one hot account', kind: 'one hot account', open: textbook },
  } satisfies Record<string, Trial>;
  const found = {
    bareInsert: await tryOut(lab, trials.bareInsert),
    textbook: await tryOut(lab, trials.textbook),
    textbookContended: await tryOut(lab, trials.textbookContended),
  };
  return {
    bareInsert: bestOf(found.bareInsert),
    textbook: bestOf(found.textbook),
    textbookContended: bestOf(found.textbookContended),
    table: {
      title: `Pool sizes of limit and rival (charges/s at ${CALLERS} callers)`,
      columns: ['', ...SIZES.map(String)],
      rows: (Object.keys(trials) as (keyof typeof trials)[]).map((name): Row => [
        trials[name].label,
        ...found[name].map((rate) => numberText(rate, 0)),
      ]),
      notes: ['The best of each is used from here on.'],
    },
  };
}

async function tryOut(lab: Lab, { label, kind, open }: Trial): Promise<number[]> {
  const rates: number[] = [];
  const load: Load = { pace: PACE, scenario: { kind, accounts: DEFAULT_ACCOUNTS } };
  for (const size of SIZES) {
    const competitor = await open(size);
    const { perSecond } = await competitor.run(load);
    await competitor.close();
    lab.say(`pool sizes, ${label}: ${size} connections ${numberText(perSecond, 0)}/s`);
    rates.push(perSecond);
  }
  return rates;
}

function bestOf(rates: readonly number[]): number {
  return SIZES[rates.indexOf(Math.max(...rates))] ?? 10;
}
