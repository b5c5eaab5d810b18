import type { Lab } from '../lab/lab.js';
import { takeTurns } from '../load/rounds.js';
import type { PartResult } from '../report/part-result.js';
import type { ScenarioKind } from '../workload/scenario.js';
import { openEngine } from './competitors.js';
import type { Field } from './field.js';
import { throughputTable } from './throughput-table.js';

const KINDS: readonly ScenarioKind[] = ['no money (402)', 'over quota (429)'];
const CALLERS = 256;
const ACCOUNTS = 1_024;
/** The most that the setting takes: the bound on refusals an account and minute is not what is measured. */
const LIFTED = { REFUSALS_PER_MINUTE: '1000000' };

/** Usage that is refused and kept: 402 and 429. */
export async function runRefusals(lab: Lab, field: Field): Promise<PartResult> {
  const engine = await openEngine(lab, { schema: field.schema, environment: LIFTED });
  const comparisons = [];
  for (const kind of KINDS) {
    const pace = { callers: CALLERS, warmUpMs: 400, measureMs: lab.options.seconds * 1_000 };
    const rounds = await takeTurns(
      [engine, field.bareInsert, field.textbook.sequence],
      { pace, scenario: { kind, accounts: ACCOUNTS } },
      { rounds: lab.options.rounds, title: `refusals, ${kind}`, say: lab.say },
    );
    comparisons.push({ kind, rounds });
  }
  await engine.close();
  return {
    tables: [
      {
        ...throughputTable(`Refusals, ${CALLERS} callers`, comparisons),
        notes: [
          'A refusal is kept: a failed record, its key, its event, its roll-up. REFUSALS_PER_MINUTE is lifted.',
        ],
      },
    ],
    targets: [],
    data: comparisons.map(({ kind, rounds }) => ({ kind, rounds: [...rounds] })),
  };
}
