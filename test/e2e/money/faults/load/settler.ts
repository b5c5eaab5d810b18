/** A process that brings every command of the logs to its end: what is unanswered is sent until it is answered. */
import { endWith, endWithParent } from '../../../../support/typescript/parent.js';
import { isFinal } from './command.js';
import { CommandLog, readLogs } from './command-log.js';
import { SeededRandom } from './seeded-random.js';
import { Sender } from './sender.js';

export interface SettlerTask {
  readonly urls: readonly string[];
  readonly logFiles: readonly string[];
  /** Where its own sending is written down. */
  readonly logFile: string;
  readonly seed: number;
  readonly callers: number;
  /** The unanswered ones until they are answered, each that is answered once more, or both. */
  readonly which: 'unanswered' | 'answered' | 'all';
  /** Evenly chosen, where there are more. */
  readonly atMost: number;
}

const MOST_TRIES = 100;

const task = JSON.parse(process.argv[2] as string) as SettlerTask;
const wanted = readLogs(task.logFiles).filter(
  ({ answers }) => task.which === 'all' || answers.some(isFinal) === (task.which === 'answered'),
);
const every = Math.ceil(wanted.length / task.atMost);
const chosen = wanted.filter((_, index) => index % every === 0);
const sender = new Sender(task.urls, new CommandLog(task.logFile), new SeededRandom(task.seed));
const histories = chosen.values();

async function call(): Promise<void> {
  for (const { command } of histories) await sender.persist(command, MOST_TRIES);
}

endWithParent();
await Promise.all(Array.from({ length: task.callers }, call));
await endWith({ settled: chosen.length });
