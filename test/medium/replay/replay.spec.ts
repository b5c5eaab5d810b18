import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { replay } from '../../../src/cli/replay/replay.js';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { startHttpApp, type HttpApp } from '../../support/service/http-app.js';
import { generatedTrace, writeTrace, type TraceFixture } from './trace.fixture.js';

const ROWS = 300;
/** So few that a wallet's history takes more than one page. */
const USERS = 2;

describe('a replay', () => {
  let database: TestDatabase;
  let service: HttpApp;
  let trace: TraceFixture;
  let owner: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase('replay');
    service = await startHttpApp(database.config());
    trace = await writeTrace(generatedTrace(ROWS));
    owner = new pg.Client({ connectionString: database.migrationUrl });
    await owner.connect();
  });
  afterAll(async () => {
    await owner.end();
    await service.close();
    await trace.remove();
    await database.drop();
  });

  async function run(users = USERS): Promise<{ passed: boolean; printed: string }> {
    const out = new PassThrough();
    const printed = text(out);
    const options = { file: trace.path, url: service.url, users, concurrency: 16 };
    const passed = await replay(options, out).finally(() => out.end());
    return { passed, printed: await printed };
  }

  it('bills every row once and finds records, ledger, roll-ups and calculation equal', async () => {
    const { passed, printed } = await run();
    expect(printed).toContain(`replayed 0, newly billed ${ROWS}`);
    expect(printed).toContain('agree to the last digit');
    expect(printed).toContain(`Statistics: ${service.url}/api/v1/stats?start_date=2023-11-16T18:00:00.000Z`);
    expect(passed).toBe(true);
  });

  it('bills nothing when the same file is replayed', async () => {
    const { passed, printed } = await run();
    expect(printed).toContain(`replayed ${ROWS}, newly billed 0`);
    expect(passed).toBe(true);
  });

  it('refuses the same file for another number of users, which would bill it to others', async () => {
    await expect(run(USERS + 1)).rejects.toThrow(`for ${USERS} users": use the same --users`);
  });

  it.each([
    [
      'amount of a record',
      `UPDATE dev.billing_records SET total_amount = total_amount + 1e-18`,
      'has total_amount',
    ],
    [
      'tokens of a record',
      `UPDATE dev.billing_records SET usage_details = usage_details || '{"input_tokens": 1}'`,
      'has',
    ],
    [
      'status of a record',
      `UPDATE dev.billing_records SET billing_status = 'pending'`,
      'has billing_status pending',
    ],
  ])('fails and names the record when the %s was altered', async (_what, statement, difference) => {
    const { rows } = await owner.query<{ billing_id: string }>(
      `SELECT billing_id FROM dev.billing_records ORDER BY usage_timestamp OFFSET ${ROWS / 2} LIMIT 1`,
    );
    const billingId = rows[0]?.billing_id as string;
    await whileTampered('billing_records', `${statement} WHERE billing_id = '${billingId}'`, async () => {
      const { passed, printed } = await run();
      expect(printed).toContain(
        `Check FAILED: billing record ${billingId} (line ${ROWS / 2 + 2}) ${difference}`,
      );
      expect(passed).toBe(false);
    });
  });

  it.each([
    [
      'posting',
      'postings',
      `UPDATE dev.postings SET amount = amount * 2 WHERE operation = 'charge'`,
      'its wallet transaction',
    ],
    ['balance', 'balances', `UPDATE dev.balances SET available = available + 1e-18`, 'has balance'],
    [
      'roll-up',
      'usage_rollups',
      `UPDATE dev.usage_rollups SET charged = charged + 1e-18`,
      'roll-ups: amount',
    ],
  ])('fails when a %s was altered', async (_what, table, statement, message) => {
    await whileTampered(table, statement, async () => {
      const { passed, printed } = await run();
      expect(printed).toMatch(new RegExp(`Check FAILED: .*${message}`));
      expect(passed).toBe(false);
    });
  });

  /** Alters rows as the tables' owner, and puts everything back afterwards. */
  async function whileTampered(table: string, statement: string, work: () => Promise<void>): Promise<void> {
    await owner.query(`CREATE TABLE untouched AS SELECT * FROM dev.${table}`);
    await owner.query(statement);
    try {
      await work();
    } finally {
      await owner.query(`DELETE FROM dev.${table}`);
      await owner.query(`INSERT INTO dev.${table} SELECT * FROM untouched`);
      await owner.query(`DROP TABLE untouched`);
    }
  }
});
