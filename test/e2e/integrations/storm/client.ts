/** The load, as a process of its own: so many charges by so many callers, each written down before it is sent. */
import { endWith, endWithParent } from '../../../support/typescript/parent.js';
import { CommandLog } from '../../money/faults/load/command-log.js';
import { SeededRandom } from '../../money/faults/load/seeded-random.js';
import { Sender } from '../../money/faults/load/sender.js';
import { chargeOf } from './charges.js';
import type { Payers } from './payers.js';

export interface ClientTask {
  readonly urls: readonly string[];
  readonly logFile: string;
  readonly seed: number;
  readonly callers: number;
  readonly charges: number;
  readonly payers: Payers;
  /** Each key begins with it. */
  readonly name: string;
}

/** Charges that callers have done with so far, answered or left. */
export interface ClientReport {
  readonly done: number;
  /** How many answers had each status. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** How often a caller sends a charge before it leaves it unanswered: mostly until it has reached a living process. */
const LEAST_TRIES = 2;
const MOST_TRIES = 6;
const REPORT_MS = 50;

const task = JSON.parse(process.argv[2] as string) as ClientTask;
const log = new CommandLog(task.logFile);
const statuses: Record<string, number> = {};
let next = 0;
let done = 0;

async function call(caller: number): Promise<void> {
  const random = new SeededRandom(task.seed + caller);
  const sender = new Sender(task.urls, log, random, (_, { status }) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  });
  while (next < task.charges) {
    next += 1;
    const command = chargeOf(task.payers, `${task.name}-${task.seed}-${next}`, random);
    await sender.persist(command, random.between(LEAST_TRIES, MOST_TRIES));
    done += 1;
  }
}

endWithParent();
const report = (): ClientReport => ({ done, statuses });
const reporting = setInterval(() => process.send?.(report()), REPORT_MS);
await Promise.all(Array.from({ length: task.callers }, (_, caller) => call(caller)));
clearInterval(reporting);
await endWith(report());
