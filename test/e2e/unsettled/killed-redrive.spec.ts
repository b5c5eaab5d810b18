import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { BatchClient } from '../../support/api/batch-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { type RunningCommand, startCommand } from '../../support/service/command-process.js';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../support/database/database.js';
import { type ServiceProcess, startService } from '../../support/service/service-process.js';
import { waitUntil } from '../../support/wait-until.js';

jest.setTimeout(180_000);

const RECORDS = 600;
const FUNDS = 2_000;
/** How many records are billed when something is killed. */
const KILLS_AT = [40, 110, 180];

let database: TestDatabase;
let service: ServiceProcess;
let payer: string;

const start = () =>
  startService({ env: { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl } });

beforeAll(async () => {
  database = await createTestDatabase('killed_redrive');
  service = await start();
  const given = new BillingFixture(new ApiClient(service));
  payer = await given.payer(String(FUNDS));
  const events = Array.from({ length: RECORDS }, (_, n) => ({
    user_id: payer,
    product_id: 'late',
    service_type: 'model_inference',
    usage_amount: 1000,
    request_id: `event-${n}`,
  }));
  const { summary } = await new BatchClient(service).lines(events);
  if (summary?.failed !== RECORDS)
    throw new Error(`Not all records wait for a price: ${JSON.stringify(summary)}`);
  // 2 CREDIT each.
  await given.product('late');
});

afterAll(async () => {
  await service?.stop();
  await database?.drop();
});

const redriveAll = (): RunningCommand =>
  startCommand('unsettled', ['--redrive', '--all', '--yes', '--limit', '10000', '--url', service.url], {
    DATABASE_URL: database.url,
  });

async function balance(): Promise<number> {
  return Number(await new BillingFixture(new ApiClient(service)).walletBalance(payer));
}

const untilBilled = (records: number) =>
  waitUntil(`${records} records are billed`, async () => (await balance()) <= FUNDS - 2 * records);

describe('a re-drive of many records that is killed (kill -9) in its middle', () => {
  it('is run again: the command is killed twice, the service once, and each record is charged once', async () => {
    const [first = 0, second = 0, third = 0] = KILLS_AT;
    for (const records of [first, second]) {
      const command = redriveAll();
      await untilBilled(records);
      command.kill();
      expect((await command.ended).code).toBe(null);
    }
    const command = redriveAll();
    await untilBilled(third);
    service.kill();
    await service.untilEnd(5_000);
    // It says of each record that was not answered that it was not.
    const { code, stdout } = await command.ended;
    expect([code, stdout]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);
    service = await start();

    const last = await redriveAll().ended;
    expect(last.code).toBe(0);
    expect(await balance()).toBe(FUNDS - 2 * RECORDS);
  });

  it('leaves every record completed, and the books in order', async () => {
    const { database: books, close } = await openDatabase(database.config());
    try {
      const rows = await books.query(
        'SELECT billing_status AS status, count(*)::int AS records FROM dev.billing_records GROUP BY 1',
      );
      expect(rows).toEqual([{ status: 'completed', records: RECORDS }]);
      expect(await faultsOfBooks(books)).toEqual([]);
    } finally {
      await close();
    }
  });
});
