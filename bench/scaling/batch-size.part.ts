import { openEngine } from '../engine/competitors.js';
import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import type { PartResult } from '../report/part-result.js';
import { compareSizes, COLLECTABLE, type Sized } from './sized.js';
import { sizedTable } from './sized-table.js';

const LIMITS = [1, 8, 32, 64, 128, 256, 512];
/** Twice the largest batch: while one runs the next one fills up. */
const CALLERS = 1_024;

/** The same load in smaller and larger batches, in one cell. */
export async function runBatchSize(lab: Lab): Promise<PartResult> {
  const schema = await lab.schema('batch_size', { cells: 1 });
  const sizes: Sized[] = [];
  for (const limit of LIMITS) {
    const environment = { BATCH_LIMIT: String(limit) };
    const name = `${limit}`;
    sizes.push({ engine: await openEngine(lab, { schema, name, environment, nodeFlags: COLLECTABLE }) });
  }
  const result = await compareSizes(lab, 'batch size', sizes, {
    pace: { callers: CALLERS, warmUpMs: 500, measureMs: lab.options.seconds * 1_000 },
    scenario: { kind: 'distinct accounts', accounts: DEFAULT_ACCOUNTS },
  });
  const title = `Engine by batch limit, ${CALLERS} callers, distinct accounts, 1 cell`;
  return {
    tables: [sizedTable(title, 'BATCH_LIMIT', result, '256')],
    targets: [],
    data: { rounds: [...result.rounds], memory: [...result.memory] },
  };
}
