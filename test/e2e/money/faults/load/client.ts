/** The load, as a process of its own: callers who do one thing after another until they are told to finish. */
import { endWith, endWithParent } from '../../../../support/typescript/parent.js';
import type { World } from '../world.js';
import { Gate } from './gate.js';
import { CommandLog } from './command-log.js';
import { SeededRandom } from './seeded-random.js';
import { Sender } from './sender.js';
import { Stories } from './stories.js';

export interface ClientTask {
  readonly urls: readonly string[];
  readonly logFile: string;
  readonly seed: number;
  readonly callers: number;
  readonly world: World;
}

export type ClientOrder =
  /** So many charges of one account at once, each sent once. */
  | { readonly burst: number; readonly user: string }
  /** All but a few callers rest, so that a service that starts has the machine; and go on. */
  | 'rest'
  | 'go on'
  | 'finish';

/** Final answers since the last report, by the address of the service, and how many asked to come again later. */
export interface ClientReport {
  readonly answered: Readonly<Record<string, number>>;
  readonly byCode: Readonly<Record<string, number>>;
}

/** How often a caller comes again before it leaves a command unanswered; a story goes on only from an answer. */
const MOST_TRIES = 4;
const TRIES_OF_A_STORY = 400;
const REPORT_MS = 20;
const RESTLESS_CALLERS = 3;

const task = JSON.parse(process.argv[2] as string) as ClientTask;
const log = new CommandLog(task.logFile);
const gate = new Gate();
const state = { finishing: false };
let answered: Record<string, number> = {};
let byCode: Record<string, number> = {};

function senderOf(random: SeededRandom): Sender {
  return new Sender(task.urls, log, random, (url, { status, body }) => {
    if (status < 500) answered[url] = (answered[url] ?? 0) + 1;
    const code = typeof body['code'] === 'string' ? body['code'] : String(status);
    byCode[code] = (byCode[code] ?? 0) + 1;
  });
}

async function call(caller: number): Promise<void> {
  const random = new SeededRandom(task.seed + caller);
  const stories = new Stories(task.world, `s${task.seed}-c${caller}`, random);
  const sender = senderOf(random);
  while (!state.finishing) {
    const steps = stories.next();
    let answer = null;
    for (const step of steps) {
      if (caller >= RESTLESS_CALLERS) await gate.passed();
      const command = step(answer);
      if (command === null || state.finishing) break;
      answer = await sender.persist(
        command,
        steps.length > 1 ? TRIES_OF_A_STORY : random.between(1, MOST_TRIES),
        () => !state.finishing,
      );
      if (answer === null) break;
    }
  }
}

let bursts = 0;
const burstsUnderWay = new Set<Promise<unknown>>();

function burst(count: number, user: string): void {
  bursts += 1;
  const random = new SeededRandom(task.seed);
  const stories = new Stories(task.world, `s${task.seed}-burst${bursts}`, random);
  const sender = senderOf(random);
  const sent = Promise.all(Array.from({ length: count }, () => sender.send(stories.charge({ user }))));
  burstsUnderWay.add(sent);
  void sent.finally(() => burstsUnderWay.delete(sent));
}

function report(): void {
  if (Object.keys(byCode).length === 0) return;
  process.send?.({ answered, byCode } satisfies ClientReport);
  [answered, byCode] = [{}, {}];
}

process.on('message', (order: ClientOrder) => {
  if (order === 'rest') gate.close();
  else if (order === 'go on') gate.open();
  else if (order === 'finish') {
    state.finishing = true;
    gate.open();
  } else burst(order.burst, order.user);
});
endWithParent();
gate.open();
const reporting = setInterval(report, REPORT_MS);
await Promise.all(Array.from({ length: task.callers }, (_, caller) => call(caller)));
await Promise.all(burstsUnderWay);
clearInterval(reporting);
await endWith({ answered, byCode } satisfies ClientReport);
