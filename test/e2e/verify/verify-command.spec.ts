import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LAWS } from '../../../src/audit/laws/all-laws.js';
import { ApiClient } from '../../support/api/api-client.js';
import { type Ended, runCommand } from '../../support/service/command-process.js';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { playRichHistory, type RichHistory } from '../../support/history/rich-history.js';
import {
  databaseProcesses,
  startService,
  type ServiceProcess,
} from '../../support/service/service-process.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { Tampering } from '../../support/database/tampering.js';
import { TemporaryDirectory } from '../start/temporary-directory.js';

const ALL_HOLD = new RegExp(
  `^Verified: ${LAWS.length} laws over [\\d,]+ rows in [\\d.]+ s, nothing is wrong\\.$`,
  'm',
);
const SOME_ARE_BROKEN = new RegExp(
  `^Not verified: \\d+ of ${LAWS.length} laws broken by \\d+ rows; looked at `,
  'm',
);

let database: TestDatabase;
let service: ServiceProcess;
let history: RichHistory;

beforeAll(async () => {
  database = await createTestDatabase('verify_command');
  service = await startService({
    env: {
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      PAYMENT_WAIT_MS: '4000',
      PAYMENT_CALL_TIMEOUT_MS: '200',
      RECONCILE_INTERVAL_MS: '3600000',
    },
  });
  history = await playRichHistory(new ApiClient(service));
});

afterAll(async () => {
  await service?.stop();
  await database?.drop();
});

const verify = (args: readonly string[] = [], env: Record<string, string> = {}): Promise<Ended> =>
  runCommand('verify', args, { DATABASE_URL: database.url, ...env });

describe('npm run verify', () => {
  it('ends with 0 and says what it looked at, beside a service at work', async () => {
    const { code, stdout, stderr } = await verify();
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^The books of \d{4}-\d\d-\d\dT[\d:.]+Z, 2 cells:$/m);
    expect(stdout).toMatch(/✓ A balance is the sum of its postings.* \d+ balances +\d+\.\d\d s$/m);
    expect(stdout).toMatch(ALL_HOLD);
  });

  it('ends with 1 and names the row, what of it is wrong, and what it should be', async () => {
    const owner = await SqlSession.open(database.migrationUrl);
    const billingId = history.records.refused;
    const change = {
      table: 'billing_records',
      where: `billing_id = '${billingId}'`,
      set: `account_id = 'user:mallory'`,
    };
    try {
      const { code, stdout } = await new Tampering(owner).during(change, () => verify());
      expect(code).toBe(1);
      expect(stdout).toMatch(/✗ Each record was made under one key of its payer.* 1 wrong$/m);
      expect(stdout).toContain(
        `${billingId} by charge x of user:mallory: payer is user:mallory, expected user:bob`,
      );
      expect(stdout).toMatch(SOME_ARE_BROKEN);
    } finally {
      await owner.close();
    }
    expect((await verify()).code).toBe(0);
  });

  it('gives one JSON document, of one cell if that is asked for', async () => {
    const { code, stdout } = await verify(['--cell', '1', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ verified: true, cells: [1], rows_wrong: 0 });
  });

  it.each([
    [
      'no database answers',
      [],
      { DATABASE_URL: 'postgres://x:y@127.0.0.1:1/z' },
      /^DATABASE_URL: no Postgres answers/,
    ],
    [
      'the schema is not there',
      [],
      { DATABASE_SCHEMA: 'elsewhere' },
      /^DATABASE_SCHEMA: schema elsewhere is not migrated/,
    ],
    ['there is no such cell', ['--cell', '7'], {}, /^There is no cell 7: the cells are 0, 1\.$/m],
    ['it is called wrongly', ['--cel', '7'], {}, /usage: npm run verify/],
    ['the configuration is wrong', [], { CELLS: 'many' }, /^CELLS is "many", it must be/],
  ])('ends with 2 and a sentence when %s', async (_, args, env, sentence) => {
    const { code, stdout, stderr } = await verify(args, env as Record<string, string>);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(sentence);
    expect(stderr).not.toMatch(/^ {4}at /m);
  });

  it('works on the embedded database, whether a service runs on it or not', async () => {
    const directory = await TemporaryDirectory.create();
    const env = { EMBEDDED_DATA_DIR: directory.dataDir, CELLS: '2', DATABASE_URL: '' };
    try {
      const embedded = await startService({ env });
      const beside = await verify([], env);
      await embedded.stop();
      const alone = await verify([], env);
      for (const { code, stdout } of [beside, alone]) {
        expect(code).toBe(0);
        expect(stdout).toContain('nothing is wrong');
      }
      expect(databaseProcesses(directory.dataDir)).toEqual([]);
    } finally {
      await directory.remove();
    }
  });

  it('explains itself', async () => {
    const { code, stdout } = await verify(['--help']);
    expect([code, stdout.split('\n')[0]]).toEqual([0, 'usage: npm run verify -- [--cell N …] [--json]']);
  });
});
