import type { Balance } from '../../domain/ledger.js';
import type { Quota } from '../../domain/quota.js';
import type { BillingRecord } from '../../domain/record.js';
import type { Attempt } from '../../domain/state.js';
import type { Statement } from '../sql/statement.js';
import type { WriteStatements } from '../sql/write.sql.js';
import type { BatchState } from './batch-state.js';
import { columns, timestampText, type Columns } from './columns.js';
import type { BatchConnection, Sent } from './connection.js';
import * as written from './written-columns.js';
import type { BalanceRef, WriteSet } from './write-set.js';

/**
 * Writes what a batch decided, in a fixed number of statements and one round trip, and the events in a second one
 * together with the commit of the caller: their numbers come from the cell's row, which is taken last.
 */
export class BatchWriter {
  private readonly at: string;

  constructor(
    private readonly sql: WriteStatements,
    private readonly cell: number,
    private readonly state: BatchState,
    private readonly writes: WriteSet,
    now: number,
  ) {
    this.at = timestampText(now);
  }

  /**
   * Sends all but the events; answers the event numbers' base. Each statement is sent as soon as its columns are
   * encoded: Postgres works on it while the next one's are.
   */
  async write(connection: BatchConnection): Promise<bigint> {
    const results = await connection.send(this.statements());
    const last = results.at(-1)?.rows[0] as { seq: string } | undefined;
    if (!last) throw new Error(`Cell ${this.cell} has no row`);
    return BigInt(last.seq) - BigInt(this.writes.events.length);
  }

  /** The last statement before the commit; null without events. */
  events(base: bigint): Sent | null {
    const { events } = this.writes;
    if (events.length === 0) return null;
    return {
      statement: this.sql.insertEvents,
      values: [this.cell, base.toString(), this.at, ...columns(events, written.EVENT)],
    };
  }

  private *statements(): Generator<Sent> {
    const { sql, writes } = this;
    yield* this.dated(sql.insertRecords, this.recordsOf(writes.newRecordIds), written.RECORD);
    yield* this.dated(sql.updateRecords, this.recordsOf(writes.changedRecordIds), written.RECORD);
    yield* this.dated(sql.insertPostings, writes.postings, written.POSTING);
    yield* this.dated(sql.upsertBalances, this.changedBalances(), written.BALANCE);
    yield* this.quotas();
    yield* this.undated(sql.upsertAllowances, [...writes.allowances.values()], written.ALLOWANCE);
    yield* this.dated(sql.updateAccounts, this.changedAccounts(), written.ACCOUNT);
    yield* this.dated(sql.insertSubscriptions, writes.subscriptions, written.SUBSCRIPTION);
    yield* this.dated(sql.insertPaymentMethods, writes.newPaymentMethods, written.NEW_PAYMENT_METHOD);
    yield* this.dated(sql.removePaymentMethods, writes.removedPaymentMethods, written.REMOVED_PAYMENT_METHOD);
    yield* this.dated(sql.upsertAttempts, this.attempts(), written.ATTEMPT);
    yield* this.dated(sql.insertKeys, [...writes.keys.values()], written.KEY);
    // An answer that is kept no longer is not replaced: how many rows are written is not known.
    for (const { statement, values } of this.undated(
      sql.replaceAnswers,
      writes.finalAnswers,
      written.FINAL_ANSWER,
    ))
      yield { statement, values };
    yield* this.undated(sql.upsertRollups, [...writes.rollups.values()], written.ROLLUP);
    yield { statement: sql.advanceCell, values: [this.cell, writes.events.length, this.at], rows: 1 };
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

  private changedBalances(): (Balance & BalanceRef)[] {
    return [...this.writes.changedBalances.values()].map(({ accountId, currency }) => ({
      accountId,
      ...(this.state.account(accountId).balances.get(currency) as Balance),
    }));
  }

  /** One statement a cell: a shared quota may live elsewhere than the account. Their rows are locked already. */
  private *quotas(): Generator<Sent> {
    const byCell = new Map<number, Quota[]>();
    for (const quotaId of this.writes.changedQuotaIds) {
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

  private changedAccounts() {
    return [...this.writes.changedAccounts].map((accountId) => this.state.account(accountId));
  }

  private attempts() {
    return [...this.writes.attempts].map(([attemptId, answers]) => ({
      ...(this.state.attempts.get(attemptId) as Attempt),
      ...answers,
    }));
  }
}
