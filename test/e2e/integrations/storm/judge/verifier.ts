/** The verdict, as a process of its own: reads the clients' logs, the database and the upstreams; nothing of the service. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Books, faultsOn } from '../../../../support/database/books.js';
import { endWith, endWithParent } from '../../../../support/typescript/parent.js';
import { readLogs } from '../../../money/faults/load/command-log.js';
import { readBooks, unsettledOf } from './books-here.js';
import { type ControlUrls, readPlatform } from './books-there.js';
import { compare } from './compare.js';
import { type Counts, countsOf } from './counts.js';
import type { Disagreements } from './disagreements.js';

export interface VerifierTask {
  readonly databaseUrl: string;
  readonly platform: ControlUrls;
  readonly logFiles: readonly string[];
  /** How long to wait at most until nothing is unsettled; what is then, is stuck. */
  readonly drainMs: number;
}

export interface Verdict extends Disagreements, Counts {
  readonly drainedAfterMs: number;
  /** What the books break, one sentence each. */
  readonly broken: readonly string[];
}

const task = JSON.parse(process.argv[2] as string) as VerifierTask;

/** Resolves with the milliseconds that it took, at most as many as it may take. */
async function drain(database: Books): Promise<number> {
  const begin = performance.now();
  const spent = (): number => Math.round(performance.now() - begin);
  while (spent() < task.drainMs && (await unsettledOf(database)) > 0) await sleep(100);
  return spent();
}

async function verdict(database: Books): Promise<Verdict> {
  const drainedAfterMs = await drain(database);
  const histories = readLogs(task.logFiles);
  const here = await readBooks(database);
  const there = await readPlatform(task.platform);
  const found = compare(histories, here, there);
  const unsettled = await unsettledOf(database);
  if (unsettled > 0 && found.stuck.length === 0) found.stuck.push(`${unsettled} attempts are unsettled`);
  const broken = await faultsOn(database);
  return { ...found, ...countsOf(histories, here, there), drainedAfterMs, broken };
}

const client = new pg.Client({ connectionString: task.databaseUrl });
await client.connect();
endWithParent();
const result = await verdict({
  schema: 'dev',
  query: async <Row>(text: string, values?: readonly unknown[]) =>
    (await client.query(text, values as unknown[])).rows as Row[],
});
await client.end();
await endWith(result);
