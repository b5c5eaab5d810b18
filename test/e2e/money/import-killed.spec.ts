import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { BatchClient, type ItemResult } from '../../support/api/batch-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../support/database/database.js';
import { OpenBatch } from '../../support/api/open-batch.js';
import { type ServiceProcess, startService } from '../../support/service/service-process.js';

jest.setTimeout(180_000);

const LINES = 6_000;
const PAYERS = 5;
/** The service is killed when so many lines of an import were answered: early, and when most are known already. */
const KILLS_AFTER = [300, 2_500];

let database: TestDatabase;
let service: ServiceProcess;

const start = () =>
  startService({ env: { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl } });

beforeAll(async () => {
  database = await createTestDatabase('import_killed');
  service = await start();
  const api = new ApiClient(service);
  await new BillingFixture(api).product('unit');
  for (let n = 0; n < PAYERS; n += 1) {
    await api.post('/api/v1/wallets', { user_id: `payer-${n}`, initial_balance: '10000' });
  }
});

afterAll(async () => {
  await service?.stop();
  await database?.drop();
});

/** 2 CREDIT each. */
const EVENTS = Array.from({ length: LINES }, (_, n) => ({
  user_id: `payer-${n % PAYERS}`,
  product_id: 'unit',
  service_type: 'model_inference',
  usage_amount: 1000,
  request_id: `line-${n}`,
}));

/** The import from its first line, until so many are answered and the service is killed: what its client has read. */
async function cutOffAfter(answers: number): Promise<ItemResult[]> {
  const open = new OpenBatch(service);
  const sending = open.send(EVENTS);
  await open.untilAnswered(answers);
  service.kill();
  await open.untilEnded();
  await Promise.race([sending, service.untilEnd(10_000)]);
  expect([open.ended, open.summary]).toEqual(['cut', undefined]);
  return open.answered;
}

describe('an import whose service is killed (kill -9) in its middle, twice', () => {
  it('is sent again whole: each line is charged once, and those that were answered come to the same record', async () => {
    const answered: ItemResult[] = [];
    for (const answers of KILLS_AFTER) {
      answered.push(...(await cutOffAfter(answers)));
      service = await start();
    }
    const again = await new BatchClient(service).lines(EVENTS);
    expect(again.summary).toMatchObject({ total: LINES, completed: LINES, failed: 0 });
    const known = new Set(answered.map(({ index }) => index)).size;
    expect(again.summary?.replayed).toBeGreaterThanOrEqual(known);
    expect(again.summary?.replayed).toBeLessThan(LINES);
    expect(answered.length).toBeGreaterThanOrEqual(KILLS_AFTER.reduce((sum, count) => sum + count));
    for (const { index, status, billing_id } of answered) {
      expect([index, status]).toEqual([index, 200]);
      expect(again.results[index]).toMatchObject({ index, billing_id, replayed: true });
    }
  });

  it('leaves one record for each line, the money of each taken once, and the books in order', async () => {
    const { database: books, close } = await openDatabase(database.config());
    try {
      const [row] = await books.query(
        `SELECT count(*)::int AS records, count(DISTINCT request_id)::int AS lines,
                (SELECT sum(available)::text FROM dev.balances) AS money_left
           FROM dev.billing_records`,
      );
      expect(row).toMatchObject({ records: LINES, lines: LINES });
      expect(Number(row?.['money_left'])).toBe(PAYERS * 10_000 - LINES * 2);
      expect(await faultsOfBooks(books)).toEqual([]);
    } finally {
      await close();
    }
  });
});
