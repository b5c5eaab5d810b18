import { openEngine } from '../engine/competitors.js';
import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import type { PartResult } from '../report/part-result.js';
import { compareSizes, COLLECTABLE, type Sized } from './sized.js';
import { sizedTable } from './sized-table.js';

const CELLS = [1, 2, 4, 8, 16];
const CALLERS = 256;

/** The same accounts in fewer and more cells. */
export async function runCells(lab: Lab): Promise<PartResult> {
  const sizes: Sized[] = [];
  for (const cells of CELLS) {
    const schema = await lab.schema(`cells_${cells}`, { cells });
    sizes.push({ engine: await openEngine(lab, { schema, name: `${cells}`, nodeFlags: COLLECTABLE }) });
  }
  const result = await compareSizes(lab, 'cells', sizes, {
    pace: { callers: CALLERS, warmUpMs: 500, measureMs: lab.options.seconds * 1_000 },
    scenario: { kind: 'distinct accounts', accounts: DEFAULT_ACCOUNTS },
  });
  const title = `Engine by cells, ${CALLERS} callers, distinct accounts`;
  return {
    tables: [sizedTable(title, 'cells', result, '1')],
    targets: [],
    data: { rounds: [...result.rounds], memory: [...result.memory] },
  };
}
