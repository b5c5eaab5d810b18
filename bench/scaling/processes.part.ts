import { openEngine } from '../engine/competitors.js';
import type { Lab } from '../lab/lab.js';
import { readCounters } from '../lab/postgres-figures.js';
import type { Competitor, Load } from '../load/competitor.js';
import { mergeSamples } from '../load/merge.js';
import { samplesOf, takeTurns } from '../load/rounds.js';
import { perSecond, ratioOf, sampleOf, spreadBy } from '../load/sample.js';
import type { WorkerCompetitor } from '../load/worker-competitor.js';
import type { PartResult } from '../report/part-result.js';
import { numberText, spreadText } from '../report/table.js';

const CALLERS = 256;

/** One hot account under one process and under two, which meet at its lock. */
export async function runProcesses(lab: Lab): Promise<PartResult> {
  const schema = await lab.schema('processes');
  const engines = [
    await openEngine(lab, { schema, name: 'engine of process 1' }),
    await openEngine(lab, { schema, name: 'engine of process 2' }),
  ];
  const competitors = [together(lab, engines.slice(0, 1), '1'), together(lab, engines, '2')];
  const load: Load = {
    pace: { callers: CALLERS, warmUpMs: 500, measureMs: lab.options.seconds * 1_000 },
    scenario: { kind: 'one hot account', accounts: 1 },
  };
  for (const competitor of competitors) await competitor.run(load);
  const { rounds: count } = lab.options;
  const rounds = await takeTurns(competitors, load, { rounds: count, title: 'processes', say: lab.say });
  for (const engine of engines) await engine.close();
  return {
    tables: [
      {
        title: `Engine by processes, ${CALLERS} callers in all, one hot account`,
        columns: ['processes', 'charges/s', '× 1', 'p50 ms', 'p99 ms', 'charges a commit'],
        rows: [...rounds].map(([name, samples]) => [
          name,
          spreadText(spreadBy(samples, perSecond), 0),
          spreadText(ratioOf(samples, samplesOf(rounds, '1')), 2),
          numberText(spreadBy(samples, (sample) => sample.p50Ms).median, 1),
          numberText(spreadBy(samples, (sample) => sample.p99Ms).median, 1),
          numberText(spreadBy(samples, (sample) => 1 / sample.transactions).median, 0),
        ]),
      },
    ],
    targets: [],
    data: [...rounds],
  };
}

/** Shares the callers out among the engines and lets them run at the same time. */
function together(lab: Lab, engines: readonly WorkerCompetitor[], name: string): Competitor {
  return {
    name,
    note: '',
    run: async (load) => {
      const pace = { ...load.pace, callers: load.pace.callers / engines.length };
      const before = await readCounters(lab.admin);
      const raw = mergeSamples(await Promise.all(engines.map((engine) => engine.runRaw({ ...load, pace }))));
      const after = await readCounters(lab.admin);
      return sampleOf(raw, load.pace, {
        walBytes: after.walBytes - before.walBytes,
        transactions: after.transactions - before.transactions,
      });
    },
    close: async () => undefined,
  };
}
