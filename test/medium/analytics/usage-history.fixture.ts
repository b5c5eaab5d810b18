import type { ChargeCommand } from '../../../src/domain/commands.js';
import { decimal } from '../../../src/domain/decimal.js';
import { refundOf } from '../../support/domain/commands.js';
import {
  userAccount,
  addPrice,
  chargeOf,
  openEngine,
  openWallet,
  type TestEngine,
} from '../../support/engine/test-engine.js';
import type { TestDatabase } from '../../support/database/database.js';

const HOUR_MS = 3_600_000;

/** A generator of numbers that a failing run can be repeated with (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export const USERS = ['rich', 'richer', 'poor'] as const;
const ORGANIZATIONS = [null, 'org-a', 'org-b'];
const AGENTS = [null, 'agent-a'];
const MODELS = [null, 'small', 'large'];
const PRODUCTS = ['in-credits', 'in-dollars', 'free', 'unpriced'];
const SERVICES = ['model_inference', 'api_gateway'] as const;

/** When the history is booked: each visit refunds some of what is completed, then books usage of the time before. */
const VISITS_HOURS_BEFORE_END = [50, 30, 20, 6.4, 1.1, 0];
const CHARGES_A_VISIT = 100;
const HISTORY_HOURS = 72;

interface BookedRecord {
  readonly userId: string;
  readonly billingId: string;
}

/**
 * Usage of the three days before `end` as the engine books it: completed, failed for want of money, pending for want
 * of a price, free, in two currencies; and refunds of a part of it, made at other times than the usage.
 */
export async function bookHistory(
  database: Pick<TestDatabase, 'config'>,
  end: number,
  random: () => number,
): Promise<void> {
  const completed: BookedRecord[] = [];
  for (const hoursBeforeEnd of VISITS_HOURS_BEFORE_END) {
    const now = end - hoursBeforeEnd * HOUR_MS;
    await withEngineAt(database, now, async (engine) => {
      if (hoursBeforeEnd === VISITS_HOURS_BEFORE_END[0]) await prepare(engine);
      await refund(engine, completed.splice(0, 10 + Math.floor(random() * 10)));
      const oldest = end - HISTORY_HOURS * HOUR_MS;
      const charges = Array.from({ length: CHARGES_A_VISIT }, () => randomCharge(oldest, now, random));
      completed.push(...(await book(engine, charges)));
    });
  }
}

async function prepare(engine: TestEngine): Promise<void> {
  await addPrice(engine, 'in-credits', { unitPrice: '0.0021' });
  await addPrice(engine, 'in-dollars', { unitPrice: '0.000000000000000003', currency: 'USD' });
  await addPrice(engine, 'free', { unitPrice: '0' });
  for (const userId of USERS) {
    await openWallet(engine, userId, userId === 'poor' ? '3' : '1000000');
    const initialBalance = decimal(userId === 'poor' ? '0' : '1000');
    await engine.run({ type: 'open_wallet', account: userAccount(userId), currency: 'USD', initialBalance });
  }
}

async function book({ run }: TestEngine, charges: readonly ChargeCommand[]): Promise<BookedRecord[]> {
  const outcomes = await Promise.all(charges.map((charge) => run(charge)));
  return outcomes.flatMap(({ status, billingId }, index) =>
    status === 'completed' ? [{ userId: charges[index]?.account.id ?? '', billingId }] : [],
  );
}

async function refund({ run }: TestEngine, records: readonly BookedRecord[]): Promise<void> {
  for (const { userId, billingId } of records) {
    await run(refundOf(userId, billingId));
  }
}

function randomCharge(oldest: number, newest: number, random: () => number): ChargeCommand {
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const model = pick(MODELS);
  const amount = (random() * 2_000).toFixed(Math.floor(random() * 4));
  return chargeOf(pick(USERS), pick(PRODUCTS), amount, {
    usage: {
      organizationId: pick(ORGANIZATIONS),
      agentId: pick(AGENTS),
      serviceType: pick(SERVICES),
      usageDetails: model === null ? null : { model },
      usageTimestamp: oldest + Math.floor(random() * (newest - oldest)),
    },
  });
}

/** An engine whose clock stands at this time when it starts. */
async function withEngineAt<T>(
  database: Pick<TestDatabase, 'config'>,
  at: number,
  work: (engine: TestEngine) => Promise<T>,
): Promise<T> {
  const clockOffsetMs = at - Date.now();
  const engine = await openEngine(database.config({ engine: { clockOffsetMs } }));
  try {
    return await work(engine);
  } finally {
    await engine.close();
  }
}
