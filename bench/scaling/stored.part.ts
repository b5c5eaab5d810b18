import { openEngine } from '../engine/competitors.js';
import { requireDisk } from '../lab/disk-space.js';
import type { Lab } from '../lab/lab.js';
import type { Schema } from '../lab/schemas.js';
import { vacuum } from '../lab/schemas.js';
import { samplesOf } from '../load/rounds.js';
import { ratioOf } from '../load/sample.js';
import type { PartResult } from '../report/part-result.js';
import { numberText } from '../report/table.js';
import type { Target } from '../report/target.js';
import { storeRecords } from '../seed/stored-records.js';
import { compareSizes, COLLECTABLE, type Sized, type SizedResult } from './sized.js';
import { sizedTable } from './sized-table.js';

const ACCOUNTS = 10_000;
const CALLERS = 256;
const SIZES = [0, 100_000, 1_000_000];
const FULL_SIZE = 10_000_000;
const WARM_UP_SECONDS = 5;
/** Generously: tables, indexes, and the log while they are filled. */
const BYTES_A_RECORD = 3_500;
const label = (count: number): string => (count === 0 ? 'empty' : numberText(count, 0));

/** The same accounts with a shorter and a longer past. */
export async function runStored(lab: Lab): Promise<PartResult> {
  const sizes: Sized[] = [];
  const counts = lab.options.full ? [...SIZES, FULL_SIZE] : SIZES;
  await requireDisk(lab.directory, counts.reduce((sum, count) => sum + count) * BYTES_A_RECORD);
  for (const count of counts) {
    const schema = await lab.schema(`stored_${count}`, { accounts: ACCOUNTS });
    if (count > 0) await fill(lab, schema, count);
    sizes.push({
      engine: await openEngine(lab, { schema, name: label(count), nodeFlags: COLLECTABLE }),
      accounts: ACCOUNTS,
    });
  }
  const result = await compareSizes(
    lab,
    'stored records',
    sizes,
    {
      pace: { callers: CALLERS, warmUpMs: 500, measureMs: lab.options.seconds * 1_000 },
      scenario: { kind: 'distinct accounts', accounts: ACCOUNTS },
    },
    WARM_UP_SECONDS,
  );
  const title = `Engine by stored records, ${CALLERS} callers, ${numberText(ACCOUNTS, 0)} accounts`;
  return {
    tables: [sizedTable(title, 'stored records', result, label(0))],
    targets: [targetOf(result)],
    data: { rounds: [...result.rounds], memory: [...result.memory] },
  };
}

async function fill(lab: Lab, schema: Schema, count: number): Promise<void> {
  const startedMs = performance.now();
  let saidMs = startedMs;
  await storeRecords(lab.admin, schema, count, (stored) => {
    if (stored < count && performance.now() - saidMs < 10_000) return;
    saidMs = performance.now();
    lab.say(`stored records: ${numberText(stored, 0)} of ${numberText(count, 0)}`);
  });
  await vacuum(lab.admin, schema.name);
  lab.books.add(schema.name, 'completed', count);
}

function targetOf({ rounds }: SizedResult): Target {
  const target = {
    text: 'engine at 10,000,000 stored records ÷ empty',
    wanted: 0.8,
    sense: 'at least' as const,
  };
  if (!rounds.has(label(FULL_SIZE))) return { ...target, measured: null, reason: 'only with --full' };
  return {
    ...target,
    measured: ratioOf(samplesOf(rounds, label(FULL_SIZE)), samplesOf(rounds, label(0))),
  };
}
