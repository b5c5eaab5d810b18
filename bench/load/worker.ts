/** A process of one contender and its callers. */
import type { Contender, ContenderSpec } from '../contenders/contender.js';
import { openContender } from '../contenders/open-contender.js';
import { cpuSecondsOfServer } from '../lab/cpu-time.js';
import type { MemoryFigures } from '../lab/memory-figures.js';
import { serveParent } from '../lab/serve-parent.js';
import { ordersOf, type Scenario } from '../workload/scenario.js';
import { closedLoop, type Pace, type RawSample } from './closed-loop.js';

export interface RunRequest {
  readonly pace: Pace;
  readonly scenario: Scenario;
  readonly tag: string;
  readonly postmasterPid: number;
}

let contender: Contender | null = null;

async function open(spec: ContenderSpec): Promise<void> {
  contender = await openContender(spec);
}

async function run({ pace, scenario, tag, postmasterPid }: RunRequest): Promise<RawSample> {
  const opened = contender;
  if (opened === null) throw new Error('the contender is not open');
  const orderOf = ordersOf(scenario, tag);
  const sentBefore = opened.statements ?? 0;
  const sample = await closedLoop(
    pace,
    (n) => opened.charge(orderOf(n)),
    () => ({ node: ownCpuSeconds(), postgres: cpuSecondsOfServer(postmasterPid) }),
  );
  return opened.statements === undefined ? sample : { ...sample, statements: opened.statements - sentBefore };
}

function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

function memory(): MemoryFigures {
  // Twice: what the first one finalizes only the second one frees.
  globalThis.gc?.();
  globalThis.gc?.();
  const { rss, heapUsed } = process.memoryUsage();
  return { rssBytes: rss, heapUsedBytes: heapUsed };
}

serveParent({ open, run, memory }, async () => contender?.close());
