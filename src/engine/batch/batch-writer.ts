import type { QueryResult, QueryResultRow } from 'pg';
import type { Balance } from '../../domain/ledger.js';
import type { Quota } from '../../domain/quota.js';
import type { BillingRecord } from '../../domain/record.js';
import type { Attempt } from '../../domain/state.js';
import type { LeasedAttempt } from '../engine.port.js';
import { PROCESS_ID } from '../process-id.js';
import type { Statement } from '../sql/statement.js';
import type { WriteStatements } from '../sql/write.sql.js';
import type { BatchState } from './batch-state.js';
import { columns, timestampText, type Columns } from './columns.js';
import type { BatchConnection, Sent } from './connection.js';
import * as written from './written-columns.js';
import type { BalanceRef, WriteSet } from './write-set.js';

type Results = QueryResult<QueryResultRow>[];
type AttemptEntry = Parameters<(typeof written.ATTEMPT)[number]>[0][number];

interface LeaseRow {
  readonly attempt_id: string;
  readonly lease_number: number;
}

/**
 * Writes what a batch decided, a portion at a time, each in a fixed number of statements; the events of all portions
 * come last, because they are numbered by the cell's row. Nothing is waited for before that.
 */
export class BatchWriter {
  private readonly at: string;
  private readonly sent: Promise<unknown>[] = [];
  private readonly events: WriteSet['events'] = [];
  private readonly leasing: { attempts: readonly AttemptEntry[]; written: Promise<Results> }[] = [];

  constructor(
    private readonly connection: BatchConnection,
    private readonly sql: WriteStatements,
    private readonly cell: number,
    private readonly state: BatchState,
    now: number,
  ) {
    this.at = timestampText(now);
  }

  get hasWritten(): boolean {
    return this.sent.length > 0;
  }

  /**
   * Sends a portion, its events apart. Each statement is sent as soon as its columns are encoded: Postgres works on
   * it while the next one's are.
   */
  write(writes: WriteSet): void {
    if (writes.isEmpty) return;
    this.events.push(...writes.events);
    void this.send(this.statements(writes));
    const attempts = this.attempts(writes.leased);
    if (attempts.length > 0) this.leasing.push({ attempts, written: this.send(this.leases(attempts)) });
  }

  /** Sends the events and waits until all is written. Answers the attempts that are leased, by their ids. */
  async finish(): Promise<ReadonlyMap<string, LeasedAttempt>> {
    const { sql, events } = this;
    const numbered = [this.cell, events.length, this.at];
    void this.send([
      { statement: sql.advanceCell, values: numbered, rows: 1 },
      {
        statement: sql.insertEvents,
        values: [...numbered, ...columns(events, written.EVENT)],
        rows: events.length,
      },
    ]);
    // In order: the first failure is the one that counts.
    for (const one of this.sent) await one;
    return this.leased();
  }

  private send(statements: Iterable<Sent>): Promise<Results> {
    const results = this.connection.send(statements);
    // `finish` sees its failure; nobody does where a later decision throws before that.
    results.catch(() => undefined);
    this.sent.push(results);
    return results;
  }

  private *statements(writes: WriteSet): Generator<Sent> {
    const { sql } = this;
    yield* this.dated(sql.insertRecords, this.recordsOf(writes.newRecordIds), written.RECORD);
    yield* this.dated(sql.updateRecords, this.recordsOf(writes.changedRecordIds), written.CHANGED_RECORD);
    yield* this.dated(sql.insertPostings, writes.postings, written.POSTING);
    yield* this.dated(sql.upsertBalances, this.changedBalances(writes), written.BALANCE);
    yield* this.quotas(writes);
    yield* this.undated(sql.upsertAllowances, [...writes.allowances.values()], written.ALLOWANCE);
    yield* this.undated(sql.upsertCarried, [...writes.carried.values()], written.CARRIED);
    yield* this.dated(sql.updateAccounts, this.changedAccounts(writes), written.ACCOUNT);
    yield* this.dated(sql.insertSubscriptions, writes.subscriptions, written.SUBSCRIPTION);
    yield* this.dated(sql.insertPaymentMethods, writes.newPaymentMethods, written.NEW_PAYMENT_METHOD);
    yield* this.dated(sql.removePaymentMethods, writes.removedPaymentMethods, written.REMOVED_PAYMENT_METHOD);
    yield* this.dated(sql.upsertAttempts, this.attempts(writes.attempts), written.ATTEMPT);
    yield* this.dated(sql.insertKeys, [...writes.keys.values()], written.KEY);
    // An answer that is kept no longer is not replaced: how many rows are written is not known.
    for (const { statement, values } of this.undated(
      sql.replaceAnswers,
      writes.finalAnswers,
      written.FINAL_ANSWER,
    ))
      yield { statement, values };
    yield* this.undated(sql.upsertRollups, [...writes.rollups.values()], written.ROLLUP);
  }

  private *leases(attempts: readonly AttemptEntry[]): Generator<Sent> {
    const { sql, cell } = this;
    const onWallets = attempts.filter(({ kind }) => kind === 'wallet' || kind === 'wallet_refund');
    if (onWallets.length > 0) {
      yield { statement: sql.occupyWallets, values: [cell, ...columns(onWallets, written.WALLET_CALL)] };
    }
    const values = [cell, this.at, PROCESS_ID, ...columns(attempts, written.ATTEMPT)];
    yield { statement: sql.insertLeased, values, rows: attempts.length };
  }

  private async leased(): Promise<ReadonlyMap<string, LeasedAttempt>> {
    const leased = new Map<string, LeasedAttempt>();
    for (const { attempts, written: results } of this.leasing) {
      const rows = (await results).at(-1)?.rows as LeaseRow[];
      const numbers = new Map(rows.map((row) => [row.attempt_id, row.lease_number]));
      for (const attempt of attempts) {
        const leaseNumber = numbers.get(attempt.attemptId) as number;
        if (leaseNumber > 0) {
          leased.set(attempt.attemptId, { ...attempt, leaseNumber, quotaIds: this.quotasOf(attempt) });
        }
      }
    }
    return leased;
  }

  private quotasOf({ billingId }: Attempt): string[] {
    const record = this.state.records.get(billingId ?? '');
    return record?.quotaUses.map(({ quota_id }) => quota_id) ?? [];
  }

  /** A statement that takes the cell, the time of the batch and the rows; none without rows. */
  private *dated<Row>(statement: Statement, rows: readonly Row[], picks: Columns<Row>): Generator<Sent> {
    if (rows.length === 0) return;
    yield { statement, values: [this.cell, this.at, ...columns(rows, picks)], rows: rows.length };
  }

  private *undated<Row>(statement: Statement, rows: readonly Row[], picks: Columns<Row>): Generator<Sent> {
    if (rows.length === 0) return;
    yield { statement, values: [this.cell, ...columns(rows, picks)], rows: rows.length };
  }

  private recordsOf(billingIds: ReadonlySet<string>): BillingRecord[] {
    return [...billingIds].map((billingId) => this.state.records.get(billingId) as BillingRecord);
  }

  private changedBalances(writes: WriteSet): (Balance & BalanceRef)[] {
    return [...writes.changedBalances.values()].map(({ accountId, currency }) => ({
      accountId,
      ...(this.state.account(accountId).balances.get(currency) as Balance),
    }));
  }

  /** One statement a cell: a shared quota may live elsewhere than the account. Their rows are locked already. */
  private *quotas(writes: WriteSet): Generator<Sent> {
    const byCell = new Map<number, Quota[]>();
    for (const quotaId of writes.changedQuotaIds) {
      const quota = this.state.quotas.get(quotaId) as Quota;
      const own = byCell.get(quota.cell);
      if (own) own.push(quota);
      else byCell.set(quota.cell, [quota]);
    }
    for (const [cell, quotas] of byCell) {
      yield {
        statement: this.sql.updateQuotas,
        values: [cell, this.at, ...columns(quotas, written.QUOTA)],
        rows: quotas.length,
      };
    }
  }

  private changedAccounts(writes: WriteSet) {
    return [...writes.changedAccounts].map((accountId) => this.state.account(accountId));
  }

  private attempts(entries: WriteSet['attempts']): AttemptEntry[] {
    return [...entries].map(([attemptId, answers]) => ({
      ...(this.state.attempts.get(attemptId) as Attempt),
      ...answers,
    }));
  }
}
