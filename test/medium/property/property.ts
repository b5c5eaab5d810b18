import fc from 'fast-check';
import type { TestEngine } from '../../support/engine/test-engine.js';
import type { Coverage } from './comparing/coverage.js';
import { judge } from './comparing/judge.js';
import type { Program } from './program/program.js';
import { programs } from './program/programs.js';
import { smallest } from './program/smaller.js';
import { Runner } from './running/runner.js';

export interface Settings {
  readonly seed: number;
  readonly runs: number;
  /** Which run of the seed is to be seen again; all of them without. */
  readonly path: string | undefined;
}

/** Long enough to make a case small, and an end to a search that makes no headway. */
const SHRINK_LIMIT_MS = 150_000;
/** A fault of concurrency does not show every time: while a case is made smaller each is tried so often. */
const TRIES_WHEN_SHRINKING = 3;

/** Runs random programs on these engines, and throws the smallest case that the reference does not explain. */
export async function holds(
  engines: readonly TestEngine[],
  settings: Settings,
  coverage: Coverage,
): Promise<void> {
  const trial = new Trial(engines, coverage);
  const property = fc.asyncProperty(programs, async (program) => {
    const fault = await trial.faultOf(program);
    if (fault !== null) throw new Error(fault);
  });
  const result = await fc.check(property, {
    // Other programs for other engines.
    seed: settings.seed + engines.length,
    numRuns: settings.runs,
    endOnFailure: true,
    ...(settings.path === undefined ? {} : { path: settings.path }),
  });
  if (!result.failed) return;
  const path = result.counterexamplePath ?? '';
  const again = `PROPERTY_SEED=${settings.seed} PROPERTY_PATH=${path} PROPERTY_ENGINES=${engines.length}`;
  const { tries, pieces, fault } = await trial.smaller((result.counterexample as [Program])[0]);
  throw new Error(
    [
      `Run ${path} fails; ${pieces} pieces of it are left after ${tries} tries to make it smaller.`,
      `To see it again: ${again} npm test -- test/medium/property`,
      fault ?? String(result.errorInstance),
    ].join('\n'),
  );
}

class Trial {
  private serial = 0;

  constructor(
    private readonly engines: readonly TestEngine[],
    private readonly coverage: Coverage,
  ) {}

  /** Runs a program once; null if the reference explains it. */
  async faultOf(program: Program): Promise<string | null> {
    this.serial += 1;
    const run = await Runner.run(this.engines, `e${this.engines.length}r${this.serial}`, program);
    try {
      this.coverage.add(run.history);
      return await judge((this.engines[0] as TestEngine).database, run);
    } finally {
      await run.world.close();
    }
  }

  async smaller(program: Program): Promise<{ tries: number; pieces: number; fault: string | null }> {
    let fault: string | null = null;
    const fails = async (candidate: Program): Promise<boolean> => {
      for (let n = 0; n < TRIES_WHEN_SHRINKING; n += 1) {
        const found = await this.faultOf(candidate);
        if (found === null) continue;
        fault = found;
        return true;
      }
      return false;
    };
    const { tries, pieces } = await smallest(program, fails, SHRINK_LIMIT_MS);
    return { tries, pieces, fault };
  }
}
