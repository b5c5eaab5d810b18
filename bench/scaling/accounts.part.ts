import { openEngine } from '../engine/competitors.js';
import type { Lab } from '../lab/lab.js';
import { numberText } from '../report/table.js';
import type { PartResult } from '../report/part-result.js';
import { compareSizes, COLLECTABLE, type Sized } from './sized.js';
import { sizedTable } from './sized-table.js';

const ACCOUNTS = [100, 10_000, 100_000, 1_000_000];
const CALLERS = 256;
const label = (count: number): string => numberText(count, 0);

/** Fewer and more payers, charged one after the other. */
export async function runAccounts(lab: Lab): Promise<PartResult> {
  const sizes: Sized[] = [];
  for (const accounts of ACCOUNTS) {
    lab.say(`accounts: making ${label(accounts)}`);
    const schema = await lab.schema(`accounts_${accounts}`, { accounts });
    const engine = await openEngine(lab, { schema, name: label(accounts), nodeFlags: COLLECTABLE });
    sizes.push({ engine, accounts });
  }
  const result = await compareSizes(lab, 'accounts', sizes, {
    pace: { callers: CALLERS, warmUpMs: 500, measureMs: lab.options.seconds * 1_000 },
    scenario: { kind: 'distinct accounts', accounts: 0 },
  });
  return {
    tables: [
      {
        ...sizedTable(
          `Engine by accounts, ${CALLERS} callers, one account after the other`,
          'accounts',
          result,
          label(10_000),
        ),
        notes: [
          'With the most accounts every charge meets one for the first time: its cell is looked up, and its pages are not in memory yet.',
        ],
      },
    ],
    targets: [],
    data: { rounds: [...result.rounds], memory: [...result.memory] },
  };
}
