import { availableParallelism } from 'node:os';
import type { Contender } from './contender.js';
import {
  createBenchDatabase,
  environmentOf,
  RIVAL_SCHEMA,
  SERVICE_SCHEMA,
  type BenchDatabase,
} from './database.js';
import { countCharges } from './ledger-count.js';
import { describeMachine } from './machine.js';
import { parseOptions, type BenchOptions } from './options.js';
import { notesOf, tableOf } from './report.js';
import { writeResults } from './results.js';
import { runScenario, type Result, type Scenario } from './rounds.js';
import { startEngine } from './start-engine.js';
import { startHttpService } from './start-http-service.js';
import { TextbookRival } from './textbook-rival.js';

/** Enough callers' charges before the window to fill pools, plans and caches. */
const WARM_UP_MS = 500;

const say = (text: string): void => void process.stdout.write(`${text}\n`);

/** One account each, so that no two charges in flight meet; and one account for all. */
function scenariosOf(options: BenchOptions, database: BenchDatabase): Scenario[] {
  const userAt = (index: number): string => database.accounts[index % options.accounts]!.userId;
  return [
    { name: `distinct accounts, ${options.callers} callers`, userOf: userAt },
    { name: `one hot account, ${options.callers} callers`, userOf: () => userAt(0) },
  ];
}

/** The last one is the baseline. Those that started are in `started` also when a later one fails. */
async function startContenders(
  options: BenchOptions,
  database: BenchDatabase,
  started: Contender[],
): Promise<void> {
  const { serviceUrl, accounts } = database;
  const environment = environmentOf(database);
  started.push(await startEngine(environment));
  started.push(await startHttpService(environment, options.callers));
  started.push(new TextbookRival(serviceUrl, RIVAL_SCHEMA, accounts, 'gapless'));
  started.push(new TextbookRival(serviceUrl, RIVAL_SCHEMA, accounts, 'sequence'));
}

async function runAll(
  options: BenchOptions,
  database: BenchDatabase,
  contenders: Contender[],
): Promise<Result[]> {
  const results: Result[] = [];
  for (const scenario of scenariosOf(options, database)) {
    const rounds = {
      rounds: options.rounds,
      load: { callers: options.callers, warmUpMs: WARM_UP_MS, measureMs: options.seconds * 1_000 },
      // Nobody pays for the pages that the one before has dirtied.
      settle: async () => void (await database.admin.query('CHECKPOINT')),
      onSample: say,
    };
    results.push(...(await runScenario(scenario, contenders, rounds)));
  }
  return results;
}

/** Rejects at Ctrl-C, which must not leave a PostgreSQL behind: whatever runs is then closed in the usual way. */
function untilInterrupted(): Promise<never> {
  const interrupted = new Promise<never>((_resolve, reject) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => reject(new Error('interrupted')));
  });
  // It may come before anyone waits for it.
  interrupted.catch(() => undefined);
  return interrupted;
}

async function main(): Promise<void> {
  const interrupted = untilInterrupted();
  const options = parseOptions(process.argv.slice(2));
  const cells = Math.max(2, Math.min(8, availableParallelism()));
  const database = await createBenchDatabase(options.accounts, cells);
  const contenders: Contender[] = [];
  try {
    const machine = await describeMachine(database.admin);
    await startContenders(options, database, contenders);
    const results = await Promise.race([runAll(options, database, contenders), interrupted]);
    const committed = await countCharges(database.admin, [SERVICE_SCHEMA, RIVAL_SCHEMA]);
    const file = await writeResults({ options, cells, machine, results, committed });
    say(
      `\n${tableOf(results)}\n\nMedian (least–most) of ${options.rounds} rounds; baseline: ${contenders.at(-1)?.name}.`,
    );
    say(`${notesOf(results)}\n`);
    say(
      `PostgreSQL ${Object.entries(machine.postgres)
        .map(([name, value]) => `${name} ${value}`)
        .join(', ')}`,
    );
    say(`${machine.cores} cores, ${cells} cells; committed: ${JSON.stringify(committed)}\n${file}`);
  } finally {
    for (const contender of contenders) await contender.close();
    await database.stop();
  }
}

await main();
