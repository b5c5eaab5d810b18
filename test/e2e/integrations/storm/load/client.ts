/** The load, as a process of its own: so many charges by so many callers, each written down before it is sent. */
import { endWith, endWithParent } from '../../../../support/typescript/parent.js';
import { CommandLog, readLogs } from '../../../money/faults/load/command-log.js';
import { SeededRandom } from '../../../money/faults/load/seeded-random.js';
import { Sender } from '../../../money/faults/load/sender.js';
import { paidBy, paidIn } from './paid.js';
import type { Payers } from './payers.js';
import { type Paid, refundOf, Stories } from './stories.js';

export interface ClientTask {
  readonly urls: readonly string[];
  readonly logFile: string;
  /** What others were told: some of what they paid is asked back between the charges. Without any, what these pay. */
  readonly earlierLogs: readonly string[];
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
  /** How many charges were answered with each status. */
  readonly statuses: Readonly<Record<string, number>>;
}

/** How often a caller sends a command before it leaves it unanswered: mostly until it has reached a living process. */
const LEAST_TRIES = 2;
const MOST_TRIES = 6;
/** Of a charge that is to be asked back: only what is paid can be. */
const TRIES_UNTIL_PAID = 60;
const EARLIER_PERCENT = 30;
const REPORT_MS = 50;

const task = JSON.parse(process.argv[2] as string) as ClientTask;
const log = new CommandLog(task.logFile);
const stories = new Stories(task.payers);
const earlier = paidIn(readLogs(task.earlierLogs)).values();
const statuses: Record<string, number> = {};
let next = 0;
let done = 0;

async function call(caller: number): Promise<void> {
  const random = new SeededRandom(task.seed + caller);
  const charging = new Sender(task.urls, log, random, (_, { status }) => {
    statuses[status] = (statuses[status] ?? 0) + 1;
  });
  const refunding = new Sender(task.urls, log, random);
  const askBack = async (paid: Paid, times: number): Promise<void> => {
    const commands = Array.from({ length: times }, (_, time) => refundOf(paid, time + 1));
    const tries = random.between(LEAST_TRIES, MOST_TRIES);
    await Promise.all(commands.map((command) => refunding.persist(command, tries)));
  };
  while (next < task.charges) {
    next += 1;
    const story = stories.next(`${task.name}-${task.seed}-${next}`, random);
    const refunds = task.earlierLogs.length === 0 ? story.refunds : 0;
    const tries = refunds > 0 ? TRIES_UNTIL_PAID : random.between(LEAST_TRIES, MOST_TRIES);
    const paid = paidBy(story.charge, await charging.persist(story.charge, tries));
    if (paid) await askBack(paid, refunds);
    if (random.between(1, 100) <= EARLIER_PERCENT) {
      const old = earlier.next();
      if (!old.done) await askBack(old.value, 1);
    }
    done += 1;
  }
}

endWithParent();
const report = (): ClientReport => ({ done, statuses });
const reporting = setInterval(() => process.send?.(report()), REPORT_MS);
await Promise.all(Array.from({ length: task.callers }, (_, caller) => call(caller)));
clearInterval(reporting);
await endWith(report());
