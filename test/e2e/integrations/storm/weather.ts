import type { FaultKind } from '../../../../upstreams/faults/fault.js';
import type { SeededRandom } from '../../money/faults/load/seeded-random.js';
import type { Verdict } from './judge/verifier.js';
import { reportOf } from './report.js';
import { DOWN_MS, DRAIN_MS, limitMs, SEED } from './sizes.js';
import type { Stage } from './stage.js';

/** What came of a storm. */
export interface Aftermath {
  /** Once nothing was unsettled, with nobody's help: keys that were given up early may have no answer yet. */
  readonly unhelped: Verdict;
  /** Once each key has come again. */
  readonly verdict: Verdict;
  readonly strikes: ReadonlyMap<FaultKind, number>;
}

/**
 * So many charges, and refunds among them, while faults strike each upstream, one or the other is down, and one
 * process or the other is killed; then calm.
 */
export async function storm(
  stage: Stage,
  random: SeededRandom,
  charges: number,
  kills: number,
): Promise<Aftermath> {
  await stage.platform.strike();
  const load = stage.load('storm', charges);
  for (let kill = 1; kill <= kills; kill += 1) {
    await load.reaches(Math.floor((charges * kill) / (kills + 1)), limitMs(charges));
    const gone = random.pick(stage.platform.controls).down(DOWN_MS);
    await Promise.all([gone, random.pick(stage.services).killAndStartAgain()]);
  }
  await load.finished();
  const strikes = await stage.platform.strikes();
  await stage.platform.calm();
  const unhelped = await stage.judge(DRAIN_MS);
  await stage.sendAgain();
  const verdict = await stage.judge();
  const { drainedAfterMs } = unhelped;
  const figures = { seed: SEED, kills, recordedMeanwhile: unhelped.records, strikes, drainedAfterMs };
  say(`while everything fails (${stage.platform.name})`, reportOf(verdict, figures));
  return { unhelped, verdict, strikes };
}

export function say(what: string, report: string): void {
  process.stderr.write(`Charges outside, ${what}\n${report}\n`);
}
