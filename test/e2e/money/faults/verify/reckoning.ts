import { TypescriptProcess } from '../../../../support/service/typescript-process.js';
import type { SettlerTask } from '../load/settler.js';
import type { World } from '../world.js';
import type { Verdict, VerifierTask } from './verifier.js';

const FOLDER = 'test/e2e/money/faults';

/** What is needed to bring a run to its end and to judge it. */
export interface Run {
  readonly urls: readonly string[];
  readonly databaseUrl: string;
  readonly world: World;
  readonly seed: number;
  readonly callers: number;
  /** How many answered commands are sent once more. */
  readonly replays: number;
  /** The client's, and one for each round of sending again. */
  readonly logFiles: { readonly load: string; readonly retries: string; readonly replays: string };
}

/** The verdicts on a run: with some commands unanswered, and when every one was answered and then sent once more. */
export interface Reckoning {
  readonly afterTheLoad: Verdict;
  readonly atTheEnd: Verdict;
}

/** The last line of a run's report. */
export function sumOf({ afterTheLoad, atTheEnd }: Reckoning, faults: number): string {
  const found = (what: 'lost' | 'doubled') => new Set([...afterTheLoad[what], ...atTheEnd[what]]).size;
  return (
    `commands ${atTheEnd.commands}, faults ${faults}, lost ${found('lost')}, ` +
    `doubled ${found('doubled')}, left unanswered and resolved by retry ${afterTheLoad.unanswered}`
  );
}

export async function reckon(run: Run): Promise<Reckoning> {
  const { load, retries, replays } = run.logFiles;
  const afterTheLoad = await judge(run, 'after the load', [load]);
  await settle(run, 'unanswered', [load], retries);
  await settle(run, 'answered', [load, retries], replays);
  const atTheEnd = await judge(run, 'at the end', [load, retries, replays]);
  return { afterTheLoad, atTheEnd };
}

async function judge(
  { databaseUrl, world }: Run,
  when: VerifierTask['when'],
  logFiles: readonly string[],
): Promise<Verdict> {
  const verdicts: Verdict[] = [];
  const task: VerifierTask = { databaseUrl, logFiles, world, when };
  const verifier = new TypescriptProcess<never, Verdict>(`${FOLDER}/verify/verifier.ts`, task, (verdict) =>
    verdicts.push(verdict),
  );
  await verifier.ended;
  return verdicts[0] as Verdict;
}

async function settle(
  { urls, seed, callers, replays }: Run,
  which: SettlerTask['which'],
  logFiles: readonly string[],
  logFile: string,
): Promise<void> {
  const atMost = which === 'unanswered' ? Number.MAX_SAFE_INTEGER : replays;
  const task: SettlerTask = { urls, logFiles, logFile, seed, callers, which, atMost };
  await new TypescriptProcess<never, unknown>(`${FOLDER}/load/settler.ts`, task, () => undefined).ended;
}
