import type { Lab } from '../lab/lab.js';
import type { MemoryFigures } from '../lab/memory-figures.js';
import type { Competitor, Load } from '../load/competitor.js';
import { takeTurns, type Rounds } from '../load/rounds.js';
import type { WorkerCompetitor } from '../load/worker-competitor.js';

/** With `--expose-gc`, so that memory is told after a forced collection. */
export const COLLECTABLE = ['--expose-gc'];

/** One size of what is grown, and the engine that works at it. */
export interface Sized {
  readonly engine: WorkerCompetitor;
  /** What this size has otherwise than the load that all get. */
  readonly accounts?: number;
}

export interface SizedResult {
  readonly rounds: Rounds;
  /** By name, after the last round. */
  readonly memory: ReadonlyMap<string, MemoryFigures>;
}

/** Lets all sizes take turns under one load, and closes them. */
export async function compareSizes(
  lab: Lab,
  title: string,
  sizes: readonly Sized[],
  load: Load,
  warmUpSeconds = 2,
): Promise<SizedResult> {
  const competitors = sizes.map(competitorOf);
  await lab.admin.query('CHECKPOINT');
  lab.say(`${title}: warming up`);
  for (const competitor of competitors) await competitor.run(warmUpOf(load, warmUpSeconds));
  const { rounds } = lab.options;
  const samples = await takeTurns(competitors, load, { rounds, title, say: lab.say });
  const memory = new Map<string, MemoryFigures>();
  for (const { engine } of sizes) {
    memory.set(engine.name, await engine.memory());
    await engine.close();
  }
  return { rounds: samples, memory };
}

function competitorOf({ engine, accounts }: Sized): Competitor {
  return {
    name: engine.name,
    note: engine.note,
    run: ({ pace, scenario }) =>
      engine.run({ pace, scenario: accounts === undefined ? scenario : { ...scenario, accounts } }),
    close: () => engine.close(),
  };
}

/** Every payer once, if it is long enough: his pages then are in the log since the checkpoint. */
function warmUpOf({ pace, scenario }: Load, seconds: number): Load {
  return { pace: { ...pace, warmUpMs: 100, measureMs: seconds * 1_000 }, scenario };
}
