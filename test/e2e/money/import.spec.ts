import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { ApiClient } from '../../support/api/api-client.js';
import { BatchClient } from '../../support/api/batch-client.js';
import { BillingFixture } from '../../support/api/billing-fixture.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { createTestDatabase, openDatabase, type TestDatabase } from '../../support/database/database.js';
import { OpenBatch } from '../../support/api/open-batch.js';
import { startService, type ServiceProcess } from '../../support/service/service-process.js';

jest.setTimeout(300_000);

const MIB = 1024 * 1024;
const LINES = 50_000;
const PAYERS = 20;
/** More than a client that does not read gets rid of: what two kernels and the service hold of both directions. */
const MOST_IN_FLIGHT_BYTES = 64 * MIB;
/** Far less than the lines of an import take, all together. */
const MOST_GROWTH_BYTES = 192 * MIB;

let database: TestDatabase;
let service: ServiceProcess;
let api: ApiClient;

beforeAll(async () => {
  database = await createTestDatabase('import');
  service = await startService({
    env: {
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      BULK_IDLE_TIMEOUT_MS: '5000',
      // A service that kept what it reads would end here.
      NODE_OPTIONS: '--max-old-space-size=160',
    },
  });
  api = new ApiClient(service);
  await new BillingFixture(api).product('unit');
  for (let n = 0; n < PAYERS; n += 1) {
    await api.post('/api/v1/wallets', { user_id: `payer-${n}`, initial_balance: '4800' });
  }
});

afterAll(async () => {
  await service?.stop();
  await database?.drop();
});

/** 4 KiB a line, of which little is kept: 200 MiB pass through. Each costs 2 of the 4,800 CREDIT that 2,400 lines take. */
function lineOf(n: number): object {
  return {
    user_id: `payer-${n % PAYERS}`,
    product_id: 'unit',
    service_type: 'model_inference',
    usage_amount: 1000,
    request_id: `line-${n}`,
    note: 'x'.repeat(4_000),
  };
}

function memoryOf(pid: number): number {
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) * 1024;
}

async function sendLines(open: OpenBatch, count: number, whileSending: () => void): Promise<void> {
  for (let from = 0; from < count; from += 250) {
    await open.send(Array.from({ length: Math.min(250, count - from) }, (_, k) => lineOf(from + k)));
    if (from % 5_000 === 0) whileSending();
  }
}

describe('an import of fifty thousand lines', () => {
  it('is recorded line by line in bounded memory, each line answered in its place', async () => {
    const before = memoryOf(service.pid);
    let most = 0;
    const open = new OpenBatch(service);
    await sendLines(open, LINES, () => (most = Math.max(most, memoryOf(service.pid))));
    await open.finish();
    expect(open.ended).toBe('well');
    const results = open.answered.slice(0, -1);
    expect(results.map(({ index }) => index)).toEqual(Array.from({ length: LINES }, (_, n) => n));
    // The first 2,400 lines of each payer are paid, none after them: they were decided in their order.
    const wrong = results.filter(({ index, status }) => status !== (index < 2_400 * PAYERS ? 200 : 402));
    expect(wrong).toEqual([]);
    expect(open.summary).toEqual({ total: LINES, completed: 48_000, failed: 2_000, replayed: 0 });
    expect(most - before).toBeLessThan(MOST_GROWTH_BYTES);
  });

  it('sent again is recognised line by line, and charges nothing', async () => {
    const again = await new BatchClient(service).lines(
      Array.from({ length: 2_000 }, (_, n) => lineOf(n + 47_000)),
      { query: '?outcomes=failed' },
    );
    expect(again.summary).toEqual({ total: 2_000, completed: 1_000, failed: 1_000, replayed: 2_000 });
    expect(again.results).toHaveLength(1_000);
  });

  it('whose client does not read is not read either', async () => {
    const before = memoryOf(service.pid);
    let most = 0;
    const open = new OpenBatch(service, { reads: false });
    const malformed = Array.from({ length: 1_000 }, () => `{"pad":"${'x'.repeat(192)}`);
    // 200 MB, answered with more than that.
    for (let n = 0; n < 1_000 && open.ended === null; n += 1) {
      await open.send(malformed);
      if (n % 10 === 0) most = Math.max(most, memoryOf(service.pid));
    }
    await open.untilEnded();
    expect(open.ended).toBe('cut');
    expect(open.bytesTaken).toBeLessThan(MOST_IN_FLIGHT_BYTES);
    expect(most - before).toBeLessThan(MOST_GROWTH_BYTES);
    expect((await api.get('/health/detailed')).status).toBe(200);
  });

  it('leaves the books in order, with one record for each line', async () => {
    const opened = await openDatabase(database.config());
    try {
      const [row] = await opened.database.query<{ n: number }>(
        'SELECT count(*)::int AS n FROM dev.billing_records',
      );
      expect(row?.n).toBe(LINES);
      expect(await faultsOfBooks(opened.database)).toEqual([]);
    } finally {
      await opened.close();
    }
  });
});
