import { HttpCompetitor, startGenerator } from '../http/http-competitor.js';
import { NAMES } from '../http/names.js';
import { startService } from '../http/servers.js';
import { DEFAULT_ACCOUNTS, type Lab } from '../lab/lab.js';
import type { Load } from '../load/competitor.js';
import type { PartResult } from '../report/part-result.js';
import { numberText } from '../report/table.js';
import { batchTable, fairnessTable, targetsOf, type BatchRound } from './batch-report.js';
import { CopyTwin } from './copy-twin.js';
import { ImportClient } from './import-client.js';

const LINES = 20_000;
const WARM_UP_LINES = 5_000;
const CALLERS = 64;

/** `usage/record/batch` beside COPY, and single calls beside an import. */
export async function runBatch(lab: Lab): Promise<PartResult> {
  const schema = await lab.schema('batch');
  const twin = await lab.schema('batch_twin', { keeping: 'nothing' });
  const server = await startService(lab, { checkout: lab.own, schema });
  const client = new ImportClient(lab, server, schema);
  const copy = new CopyTwin(lab, schema.name, twin.name);
  const generator = startGenerator(lab);
  const singles = new HttpCompetitor(lab, generator, { ...NAMES.service('express'), schema, server });
  const rounds: BatchRound[] = [];
  const hasRoute = await client.isAvailable();
  const count = hasRoute ? lab.options.rounds : 0;
  if (hasRoute) {
    await client.import(WARM_UP_LINES);
    await singles.run(loadOf(1));
  }
  for (let round = 1; round <= count; round += 1) {
    rounds.push(await runRound(lab, `batch, round ${round}/${count}`, { client, copy, singles }));
  }
  await client.close();
  await generator.end();
  await singles.close();
  return {
    tables: hasRoute ? [batchTable(rounds, LINES), fairnessTable(rounds, CALLERS)] : [],
    targets: targetsOf(rounds),
    data: { lines: LINES, callers: CALLERS, rounds },
  };
}

interface Contestants {
  readonly client: ImportClient;
  readonly copy: CopyTwin;
  readonly singles: HttpCompetitor;
}

async function runRound(lab: Lab, title: string, contestants: Contestants): Promise<BatchRound> {
  const { client, copy, singles } = contestants;
  await copy.begin();
  const imported = await client.import(LINES);
  await copy.take();
  const rates = {
    imported: rateOf(imported.completed, imported.ms),
    copiedAll: rateOf(LINES, await copy.copyAll()),
    copiedRecords: rateOf(LINES, await copy.copyRecords()),
  };
  lab.say(`${title}: import ${text(rates.imported)}/s, COPY into all tables ${text(rates.copiedAll)}/s`);
  const load = loadOf(2 * lab.options.seconds);
  const alone = await singles.run(load);
  const [beside, bulk] = await client.beside(() => singles.run(load));
  const besideImport = rateOf(bulk.completed, bulk.ms);
  lab.say(`${title}: p99 of single calls ${text(alone.p99Ms)} ms, beside an import ${text(beside.p99Ms)} ms`);
  return { ...rates, alone, beside, besideImport };
}

function loadOf(seconds: number): Load {
  return {
    pace: { callers: CALLERS, warmUpMs: 500, measureMs: seconds * 1_000 },
    scenario: { kind: 'distinct accounts', accounts: DEFAULT_ACCOUNTS },
  };
}

const rateOf = (count: number, ms: number): number => (count * 1_000) / ms;
const text = (value: number): string => numberText(value, 0);
