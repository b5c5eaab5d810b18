/** The verdict, as a process of its own: reads the client's logs and the database, and nothing of the service. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { faultsOn, type Books } from '../../../../support/database/books.js';
import { endWith, endWithParent } from '../../../../support/typescript/parent.js';
import { isFinal } from '../load/command.js';
import { readLogs } from '../load/command-log.js';
import type { World } from '../world.js';
import { faultsOfPurses, faultsOfSettlements } from './conservation.js';
import { DatabaseRows } from './database-rows.js';
import { judge, type Findings } from './effects.js';

export interface VerifierTask {
  readonly databaseUrl: string;
  readonly logFiles: readonly string[];
  readonly world: World;
  /** Right after the load, when some commands are unanswered, or when each was sent until it was answered. */
  readonly when: 'after the load' | 'at the end';
}

export interface Verdict extends Findings {
  readonly commands: number;
  readonly unanswered: number;
  /** What the books, the purses and the payments break, one sentence each. */
  readonly broken: readonly string[];
}

/** The reconciler's grace: payments whose first answer was lost are asked about and ended within it. */
const GRACE_MS = 30_000;

const task = JSON.parse(process.argv[2] as string) as VerifierTask;

async function verdict(database: Books): Promise<Verdict> {
  const histories = readLogs(task.logFiles);
  if (task.when === 'at the end') await settlementsEnded(database);
  // One snapshot: the reconciler may be at work.
  await database.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  const findings = judge(histories, await DatabaseRows.read(database));
  const unanswered = histories.filter(({ answers }) => !answers.some(isFinal));
  const broken: string[] = [];
  if (task.when === 'at the end') {
    findings.lost.push(...unanswered.map(({ command }) => `${command.key} was never answered`));
    broken.push(...(await faultsOfSettlements(database)));
    broken.push(...(await faultsOfPurses(database, task.world, histories)));
  }
  await database.query('COMMIT');
  // In a snapshot of its own.
  broken.push(...(await faultsOn(database)));
  return { ...findings, commands: histories.length, unanswered: unanswered.length, broken };
}

async function settlementsEnded(database: Books): Promise<void> {
  for (const deadline = Date.now() + GRACE_MS; Date.now() < deadline; await sleep(100)) {
    const open = await database.query(
      `SELECT FROM ${database.schema}.settlement_attempts WHERE state IN ('created', 'unknown') LIMIT 1`,
    );
    if (open.length === 0) return;
  }
}

const client = new pg.Client({ connectionString: task.databaseUrl });
await client.connect();
const books: Books = {
  schema: 'dev',
  query: async <Row>(text: string, values?: readonly unknown[]) =>
    (await client.query(text, values as unknown[])).rows as Row[],
};
endWithParent();
const result = await verdict(books);
await client.end();
await endWith(result);
