import { beforeAll, describe, expect, it } from '@jest/globals';
import { faultsOfBooks } from '../../support/database/books.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import {
  addPrice,
  addQuota,
  chargeOf,
  openWallet,
  openWalletsIn,
  type TestEngine,
  usageOf,
  userAccount,
} from '../../support/engine/test-engine.js';

const DAY_MS = 86_400_000;

const configAt = (clockOffsetMs: number) => ({ engine: { clockOffsetMs }, database: { cells: 2 } });
const now = engineSuite('clocks_and_prices', configAt(0));
/** Two processes whose clocks are forty days off, one each way. */
let behind: TestEngine;
let ahead: TestEngine;

beforeAll(async () => {
  behind = await now.openAnother(configAt(-40 * DAY_MS));
  ahead = await now.openAnother(configAt(40 * DAY_MS));
  await addPrice(now, 'unit', { unitPrice: '1' });
});

/** A user with a wallet and a monthly quota of 5, all in one cell. */
async function limitedUser(user: string, cell: number): Promise<string> {
  await openWalletsIn(now, cell, [user], '100');
  return addQuota(now, { scope: 'user', scopeId: user, limit: '5' });
}

describe('clocks that disagree', () => {
  it('one that is behind neither dates a decision before the last one nor opens a quota window anew', async () => {
    await limitedUser('ann', 0);
    expect((await now.run(chargeOf('ann', 'unit', '5'))).status).toBe('completed');
    const refused = await behind.run(chargeOf('ann', 'unit', '1'));
    expect(refused.refusal).toMatchObject({ code: 'quota_exceeded', facts: { used: '5', remaining: '0' } });
    const dates = await now.database.query<{ created_at: Date }>(
      `SELECT created_at FROM dev.billing_records WHERE account_id = 'user:ann' ORDER BY billing_id`,
    );
    expect(dates).toHaveLength(2);
    expect(Number(dates[1]?.created_at)).toBeGreaterThanOrEqual(Number(dates[0]?.created_at));
  });

  it('one that is ahead opens the next window, and the others go on counting in it', async () => {
    await limitedUser('bob', 1);
    expect((await now.run(chargeOf('bob', 'unit', '5'))).status).toBe('completed');
    expect((await ahead.run(chargeOf('bob', 'unit', '3'))).status).toBe('completed');
    for (const engine of [now, behind]) {
      expect((await engine.run(chargeOf('bob', 'unit', '1'))).status).toBe('completed');
    }
    expect((await now.run(chargeOf('bob', 'unit', '1'))).refusal?.code).toBe('quota_exceeded');
  });
});

describe('a price', () => {
  it('holds for every process from the first batch after its commit', async () => {
    await openWallet(behind, 'carl', '100');
    const amounts: string[] = [];
    for (const price of ['1', '2', '3']) {
      await addPrice(now, 'volatile', { unitPrice: price, effectiveFrom: `1970-01-0${price}T00:00:00Z` });
      const charged = await Promise.all(
        [now, behind].map((engine) => engine.run(chargeOf('carl', 'volatile', '1'))),
      );
      const quoted = await behind.engine.quote({
        account: userAccount('carl'),
        usage: usageOf('carl', 'volatile', '1'),
        method: null,
      });
      amounts.push(...charged.map(({ amount }) => amount), quoted.totalCost);
    }
    expect(amounts).toEqual(['1', '1', '1', '2', '2', '2', '3', '3', '3']);
  });

  it('that changes under load never goes back to an older one', async () => {
    await openWallet(now, 'dora', '100000');
    const changes = (async () => {
      for (let day = 1; day <= 9; day += 1) {
        await addPrice(behind, 'moving', {
          unitPrice: String(day),
          effectiveFrom: `1970-01-0${day}T00:00:00Z`,
        });
      }
    })();
    const outcomes = [];
    for (let round = 0; round < 15; round += 1) {
      const batch = Array.from({ length: 20 }, () => now.run(chargeOf('dora', 'moving', '1')));
      outcomes.push(...(await Promise.all(batch)));
    }
    await changes;
    const amounts = outcomes.flatMap(({ status, amount }) =>
      status === 'completed' ? [Number(amount)] : [],
    );
    expect(amounts).toEqual(amounts.toSorted((a, b) => a - b));
    expect((await now.run(chargeOf('dora', 'moving', '1'))).amount).toBe('9');
  });
});

it('the books are in order after all this', async () => {
  expect(await faultsOfBooks(now.database)).toEqual([]);
});
