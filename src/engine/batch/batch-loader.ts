import { allowancesOf } from '../../domain/allowance.js';
import type { UsageEvent } from '../../domain/commands.js';
import type { PriceBook } from '../price-book.js';
import type { LoadStatements } from '../sql/load.sql.js';
import type { Ticket } from '../ticket.js';
import { namesOf, quotasByCell } from './batch-needs.js';
import { BatchState } from './batch-state.js';
import { timestamp } from './columns.js';
import type { BatchConnection, Sent } from './connection.js';
import type {
  AccountRow,
  AllowanceRow,
  AttemptRow,
  BalanceRow,
  KeyRow,
  MomentRow,
  PaymentMethodRow,
  QuotaRow,
  RecordRow,
  SubscriptionRow,
} from './rows.js';

/** The database knows newer prices than our book: the batch is run again after the book was read. */
export class StalePriceBook extends Error {}

export interface LoadedBatch {
  readonly state: BatchState;
  /** Epoch milliseconds of the database's clock, read after the locks. */
  readonly now: number;
}

/** Locks and reads what a batch needs, in three round trips: accounts; quotas and the rest; allowance counters. */
export class BatchLoader {
  constructor(
    private readonly sql: LoadStatements,
    private readonly priceBook: PriceBook,
    private readonly cell: number,
    private readonly clockOffsetMs: number,
  ) {}

  async load(connection: BatchConnection, tickets: readonly Ticket[], settings: Sent): Promise<LoadedBatch> {
    const state = new BatchState();
    state.addAccounts(await this.lockAccounts(connection, tickets, settings));
    const now = await this.readRest(connection, tickets, state);
    await this.readAllowances(connection, tickets, state, now);
    return { state, now };
  }

  /**
   * That a row is absent is rare, so it is found out by locking. Absent rows are added in a transaction of their own,
   * before any lock: adding them under the locks of the others would break the lock order, and two processes that
   * make and use the same accounts would wait for each other crosswise.
   */
  async lockAccounts(
    connection: BatchConnection,
    tickets: readonly Ticket[],
    settings: Sent,
  ): Promise<AccountRow[]> {
    const accountIds = [...new Set(tickets.map(({ accountId }) => accountId))];
    const lock: Sent = { statement: this.sql.lockAccounts, values: [this.cell, accountIds] };
    const rows = await this.beginWithLock(connection, settings, lock);
    if (rows.length === accountIds.length) return rows;
    const present = new Set<string>(rows.map(({ account_id }) => account_id));
    const absent = accountIds.filter((accountId) => !present.has(accountId));
    await connection.command('ROLLBACK');
    await connection.begin(settings, { statement: this.sql.insertAccounts, values: [this.cell, absent] });
    await connection.command('COMMIT');
    return this.beginWithLock(connection, settings, lock);
  }

  private async beginWithLock(
    connection: BatchConnection,
    settings: Sent,
    lock: Sent,
  ): Promise<AccountRow[]> {
    const [, , locked] = await connection.begin(settings, lock);
    return locked?.rows as AccountRow[];
  }

  private async readRest(
    connection: BatchConnection,
    tickets: readonly Ticket[],
    state: BatchState,
  ): Promise<number> {
    const { sql, cell } = this;
    const accounts = [...state.accounts.values()];
    const accountIds = accounts.map(({ accountId }) => accountId);
    const reads: { readonly sent: Sent; readonly take: (rows: never[]) => void }[] = [];
    const read = <Row>(
      statement: Sent['statement'],
      values: readonly unknown[],
      take: (rows: Row[]) => void,
    ) => reads.push({ sent: { statement, values }, take });

    for (const quotas of quotasByCell(tickets)) {
      const values = [quotas.cell, quotas.scopes, quotas.scopeIds, quotas.ids];
      read<QuotaRow>(sql.lockQuotas, values, (rows) => state.addQuotas(rows, quotas.cell));
    }
    const keyColumns = [
      tickets.map(({ accountId }) => accountId),
      tickets.map(({ command }) => command.type),
      tickets.map(({ key }) => key),
    ];
    read<KeyRow>(sql.keys, [cell, ...keyColumns], (rows) => state.addKeys(rows));
    let now = 0;
    read<MomentRow>(sql.moment, [cell], ([moment]) => {
      now = this.nowOf(moment);
    });
    read<BalanceRow>(sql.balances, [cell, accountIds], (rows) => state.addBalances(rows));
    const subscribed = accounts
      .filter((account) => account.hasSubscriptions)
      .map((account) => account.accountId);
    if (subscribed.length > 0) {
      read<SubscriptionRow>(sql.subscriptions, [cell, subscribed], (rows) => state.addSubscriptions(rows));
    }
    const carded = accounts
      .filter((account) => account.hasPaymentMethods)
      .map((account) => account.accountId);
    if (carded.length > 0) {
      read<PaymentMethodRow>(sql.paymentMethods, [cell, carded], (rows) => state.addPaymentMethods(rows));
    }
    const names = namesOf(tickets);
    if (names.subscriptionIds.length > 0) {
      read<{ subscription_id: string }>(sql.subscriptionsTaken, [cell, names.subscriptionIds], (rows) => {
        for (const row of rows) state.subscriptionsTaken.add(row.subscription_id);
      });
    }
    if (names.billingIds.length > 0) {
      read<RecordRow>(sql.records, [cell, names.billingIds], (rows) => state.addRecords(rows));
    }
    if (names.attemptIds.length > 0) {
      read<AttemptRow>(sql.attempts, [cell, names.attemptIds], (rows) => state.addAttempts(rows));
    }

    const results = await connection.send(...reads.map(({ sent }) => sent));
    results.forEach((result, index) => reads[index]?.take(result.rows as never[]));
    return now;
  }

  private nowOf(moment: MomentRow | undefined): number {
    if (!moment) throw new Error(`Cell ${this.cell} has no row`);
    if (!this.priceBook.isAtLeast(BigInt(moment.version))) throw new StalePriceBook('Prices have changed');
    return Math.max(moment.now.getTime() + this.clockOffsetMs, moment.decided_at.getTime());
  }

  /** Only the counters that a decision of this batch may look at, by their exact names. */
  private async readAllowances(
    connection: BatchConnection,
    tickets: readonly Ticket[],
    state: BatchState,
    now: number,
  ): Promise<void> {
    const wanted = new Map<string, readonly unknown[]>();
    for (const ticket of tickets) {
      for (const counter of this.countersOf(ticket, state, now)) wanted.set(counter.join('\u0000'), counter);
    }
    if (wanted.size === 0) return;
    const counters = [...wanted.values()];
    const columns = [0, 1, 2, 3].map((index) => counters.map((counter) => counter[index]));
    const values = [this.cell, ...columns];
    state.addAllowances(await connection.rows<AllowanceRow>(this.sql.allowances, values));
  }

  private countersOf(
    ticket: Ticket,
    state: BatchState,
    now: number,
  ): (readonly [string, string, string, string])[] {
    const { accountId, command } = ticket;
    switch (command.type) {
      case 'charge':
        return this.countersOfUsage(ticket, state, command.usage, now);
      case 'process': {
        const record = state.records.get(command.billingId);
        return record ? this.countersOfUsage(ticket, state, record.usage, now) : [];
      }
      case 'settle_payment': {
        const record = state.records.get(command.billingId);
        return (record?.lines ?? []).flatMap(({ source, period_start }) =>
          source === undefined || period_start === undefined || !record
            ? []
            : [[accountId, record.usage.productId, source, period_start] as const],
        );
      }
      default:
        return [];
    }
  }

  private countersOfUsage(
    { accountId }: Ticket,
    state: BatchState,
    usage: UsageEvent,
    now: number,
  ): (readonly [string, string, string, string])[] {
    const at = usage.usageTimestamp ?? now;
    const price = this.priceBook.priceAt(usage.productId, at);
    if (!price) return [];
    const { subscriptions } = state.account(accountId);
    return allowancesOf(price, subscriptions, usage.subscriptionId, at).map(
      ({ productId, source, period }) => [accountId, productId, source, timestamp(period.start)] as const,
    );
  }
}
