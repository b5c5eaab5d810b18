import { beforeAll, describe, expect, it } from '@jest/globals';
import { auditBooks } from '../../../src/audit/audit-books.js';
import { type AuditReport, sentenceOfFault } from '../../../src/audit/audit-report.js';
import { AuditCanceled, UnknownCellError } from '../../../src/audit/book-auditor.js';
import { LAWS } from '../../../src/audit/laws/all-laws.js';
import { inSnapshot } from '../../../src/audit/snapshot.js';
import type { ExternalDatabase } from '../../../src/config/app-config.js';
import { queryableOf } from '../../../src/database/database.service.js';
import { withSession } from '../../../src/database/connections/session-connection.js';
import { createEmptyDatabase } from '../../support/database/database.js';
import { playHistoryOutside } from '../../support/history/history-outside.js';
import {
  LEAVES_PAYMENTS_OPEN,
  playRichHistory,
  type RichHistory,
} from '../../support/history/rich-history.js';
import { serviceSuite } from '../../support/service/service-suite.js';
import { SqlSession } from '../../support/database/sql-session.js';

const service = serviceSuite('sound_books', LEAVES_PAYMENTS_OPEN);
let history: RichHistory;

beforeAll(async () => {
  await playHistoryOutside(service.config);
  history = await playRichHistory(service.api);
}, 120_000);

const database = () => service.config().database;

function faultsOf({ results }: AuditReport): string[] {
  return results.flatMap(({ law, faults }) =>
    faults.map((fault) => `${law.name}: ${sentenceOfFault(fault)}`),
  );
}

describe('books that only the service wrote', () => {
  it('break no law after a history of everything, and every law finds something to look at', async () => {
    const report = await auditBooks(database());
    expect(faultsOf(report)).toEqual([]);
    expect(report.results.map(({ law }) => law)).toEqual(LAWS);
    const idle = report.results.filter(({ examined }) => examined === 0).map(({ law }) => law.name);
    expect(idle).toEqual([]);
  });

  it('are the same books in small slices', async () => {
    const statementsOf = async (sliceRows: number) => {
      const statements: string[] = [];
      const report = await auditBooks(database(), {
        sliceRows,
        onProgress: ({ at }) => void (at && statements.push(at.law.name)),
      });
      const count = (name: string) => statements.filter((statement) => statement === name).length;
      return { report, counts: ['balances', 'records', 'rollups'].map(count) };
    };
    const whole = await statementsOf(100_000);
    const sliced = await statementsOf(7);
    expect(faultsOf(sliced.report)).toEqual([]);
    const examined = ({ results }: AuditReport) =>
      results.map((result) => [result.law.name, result.examined]);
    expect(examined(sliced.report)).toEqual(examined(whole.report));
    expect(whole.counts).toEqual([2, 2, 1]);
    for (const [index, count] of sliced.counts.entries()) expect(count).toBeGreaterThan(whole.counts[index]!);
  });

  it('are sound at every instant while charges, refunds and refusals go on', async () => {
    const running = new AbortController();
    const usage = (n: number) => ({
      user_id: ['alice', 'bob', 'carol', 'quentin', `new-${n % 40}`][n % 5],
      product_id: ['plain', 'tiered', 'repriced'][n % 3],
      service_type: 'model_inference',
      usage_amount: 1 + (n % 50),
      organization_id: 'acme',
    });
    let sent = 0;
    const client = async (): Promise<void> => {
      while (!running.signal.aborted) {
        const { status, body } = await service.api.post('/api/v1/usage/record', usage((sent += 1)));
        if (status >= 500) throw new Error(JSON.stringify(body));
        if (status === 200 && sent % 7 === 0) {
          await service.api.put(
            `/api/v1/billing/record/${String(body['billing_id'])}/status?status=refunded`,
          );
        }
      }
    };
    const clients = Promise.all(Array.from({ length: 16 }, client));
    const reports: AuditReport[] = [];
    try {
      for (let n = 0; n < 6; n += 1) reports.push(await auditBooks(database(), { sliceRows: 500 }));
    } finally {
      running.abort();
      await clients;
    }
    expect(reports.flatMap(faultsOf)).toEqual([]);
    // The books did move on between the first audit and the last.
    const records = reports.map(({ results }) => results.find(({ law }) => law.name === 'charges')!.examined);
    expect(records.at(-1)).toBeGreaterThan(records[0]!);
  });

  it('can be looked at one cell at a time', async () => {
    const one = await auditBooks(database(), { cells: [1] });
    expect([one.cells, one.wrong]).toEqual([[1], 0]);
    await expect(auditBooks(database(), { cells: [9] })).rejects.toThrow(
      new UnknownCellError('There is no cell 9: the cells are 0, 1.'),
    );
  });
});

describe('an audit', () => {
  it('changes nothing and waits for no lock, not even that of a row it reads', async () => {
    const owner = await SqlSession.open((database().source as ExternalDatabase).migrationUrl);
    try {
      await owner.run('BEGIN');
      await owner.run('SELECT FROM dev.accounts FOR UPDATE');
      await owner.run(
        `UPDATE dev.balances SET available = available + 1 WHERE account_id = 'user:${history.payer}'`,
      );
      const report = await auditBooks(database());
      expect(faultsOf(report)).toEqual([]);
    } finally {
      await owner.run('ROLLBACK');
      await owner.close();
    }
  });

  it('is not cut short by the time-outs of the login, and cannot write', async () => {
    const source = database().source as ExternalDatabase;
    const options = encodeURIComponent('-c statement_timeout=5000 -c lock_timeout=5000');
    const hurried = { ...database(), source: { ...source, url: `${source.url}?options=${options}` } };
    await withSession(hurried, 'service', async (client) => {
      const connection = queryableOf(client);
      const settings = `SELECT current_setting('statement_timeout') AS statement, current_setting('lock_timeout') AS lock,
                               current_setting('transaction_isolation') AS isolation`;
      expect(await connection.query(settings)).toMatchObject([{ statement: '5s', lock: '5s' }]);
      const inside = await inSnapshot(connection, () => connection.query(settings));
      expect(inside).toEqual([{ statement: '0', lock: '0', isolation: 'repeatable read' }]);
      const write = inSnapshot(connection, () => connection.query('DELETE FROM dev.usage_rollups'));
      await expect(write).rejects.toMatchObject({ code: '25006' });
    });
  });

  it('ends where it is when it is canceled', async () => {
    const stop = new AbortController();
    const audit = auditBooks(database(), {
      signal: stop.signal,
      onProgress: ({ lawsDone }) => {
        if (lawsDone === 3) stop.abort();
      },
    });
    await expect(audit).rejects.toBeInstanceOf(AuditCanceled);
  });

  it('says what is missing where there are no books', async () => {
    const empty = await createEmptyDatabase('no_books');
    try {
      await expect(auditBooks(empty.config().database)).rejects.toThrow(
        'DATABASE_SCHEMA: schema dev is not migrated; run "npm run migrate".',
      );
    } finally {
      await empty.drop();
    }
  });
});
