import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import type { Schema } from '../lab/schemas.js';
import type { Load } from '../load/competitor.js';
import type { WorkerCompetitor } from '../load/worker-competitor.js';
import { openBareInsert, openEngine, openTextbook } from './competitors.js';
import { findPoolSizes, type PoolSizes } from './pool-sizes.js';

/** Enough for the slowest to charge every payer once. */
const WARM_UP_SECONDS = 4;

/** All who take turns without HTTP. They stay open from the first part that needs them to the last. */
export interface Field {
  readonly schema: Schema;
  readonly pools: PoolSizes;
  readonly engine: WorkerCompetitor;
  /** The engine of the commit to compare with, if there is one. */
  readonly otherEngine: WorkerCompetitor | null;
  readonly bareInsert: WorkerCompetitor;
  readonly textbook: Rivals;
  /** With the pool that is best where charges queue for one lock. */
  readonly contendedTextbook: Rivals;
}

export interface Rivals {
  readonly sequence: WorkerCompetitor;
  readonly gapless: WorkerCompetitor;
}

export async function openField(lab: Lab): Promise<Field> {
  const schema = await lab.schema('engine');
  const bare = await lab.schema('bare', { keeping: 'records' });
  const rival = await lab.schema('rival', { keeping: 'rival' });
  const pools = await findPoolSizes(lab, bare, rival);
  const rivals = async (poolSize: number): Promise<Rivals> => ({
    sequence: await openTextbook(lab, rival, 'sequence', poolSize),
    gapless: await openTextbook(lab, rival, 'gapless', poolSize),
  });
  const field: Field = {
    schema,
    pools,
    engine: await openEngine(lab, { schema }),
    otherEngine: lab.other && (await openEngine(lab, { schema: lab.other.schema, checkout: lab.other })),
    bareInsert: await openBareInsert(lab, bare, pools.bareInsert),
    textbook: await rivals(pools.textbook),
    contendedTextbook: await rivals(pools.textbookContended),
  };
  await warmUp(lab, field);
  return field;
}

/**
 * Nobody's first measurement is the one in which his code is compiled, his tables are empty, and every page that he
 * touches goes whole into the log because of the checkpoint before.
 */
async function warmUp(lab: Lab, field: Field): Promise<void> {
  const { engine, otherEngine, bareInsert, textbook, contendedTextbook } = field;
  await lab.admin.query('CHECKPOINT');
  const load = (seconds: number): Load => ({
    pace: { callers: 64, warmUpMs: 100, measureMs: seconds * 1_000 },
    scenario: { kind: 'distinct accounts', accounts: DEFAULT_ACCOUNTS },
  });
  lab.say('engine: warming up');
  // The four textbooks share their tables: one of them touches every payer's pages for all.
  for (const competitor of [engine, ...(otherEngine ? [otherEngine] : []), bareInsert, textbook.sequence]) {
    await competitor.run(load(WARM_UP_SECONDS));
  }
  for (const competitor of [textbook.gapless, contendedTextbook.sequence, contendedTextbook.gapless]) {
    await competitor.run(load(1));
  }
}
