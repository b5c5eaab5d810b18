import { allowancesOf, counterKeyOf } from '../../domain/rating/allowance.js';
import type { UsageEvent } from '../../domain/commands.js';
import type { RemoteMethods } from '../../domain/payers/remote.js';
import type { PriceBook } from '../pricing/price-book.js';
import type { Prices } from '../pricing/prices.js';
import type { LoadStatements } from '../sql/load.sql.js';
import type { Statement } from '../sql/statement.js';
import type { Ticket } from '../lanes/ticket.js';
import { KEY_NAME, namesOf, quotasByCell } from './batch-needs.js';
import { BatchState } from './batch-state.js';
import { columns, text, texts, timestamptz, type Columns } from './columns.js';
import type { BatchConnection, Sent } from './connection.js';
import type {
  AccountRow,
  AllowanceRow,
  AttemptRow,
  BalanceRow,
  CarriedRow,
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
  /** The counters were read for these: the decisions must not go by others, which another lane may read meanwhile. */
  readonly prices: Prices;
}

/** Locks and reads what a batch needs, in three round trips: accounts; quotas and the rest; allowance counters. */
export class BatchLoader {
  constructor(
    private readonly sql: LoadStatements,
    private readonly priceBook: PriceBook,
    private readonly cell: number,
    private readonly clockOffsetMs: number,
    private readonly remote: Pick<RemoteMethods, 'hasDenominations'>,
  ) {}

  async load(connection: BatchConnection, tickets: readonly Ticket[], settings: Sent): Promise<LoadedBatch> {
    const state = new BatchState();
    const { prices } = this.priceBook;
    state.addAccounts(await this.lockAccounts(connection, tickets, settings));
    const now = await this.readRest(connection, tickets, state, prices);
    const names = tickets.flatMap((ticket) => this.countersOf(ticket, state, now, prices));
    await this.readAllowances(connection, names, state);
    return { state, now, prices };
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
    const lock: Sent = { statement: this.sql.lockAccounts, values: [this.cell, texts(accountIds)] };
    const rows = await this.beginWithLock(connection, settings, lock);
    if (rows.length === accountIds.length) return rows;
    const present = new Set<string>(rows.map(({ account_id }) => account_id));
    const absent = accountIds.filter((accountId) => !present.has(accountId));
    await connection.command('ROLLBACK');
    await connection.begin(settings, {
      statement: this.sql.insertAccounts,
      values: [this.cell, texts(absent)],
    });
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
    prices: Prices,
  ): Promise<number> {
    const { sql, cell } = this;
    const accounts = [...state.accounts.values()];
    const accountIds = accounts.map(({ accountId }) => accountId);
    const names = namesOf(tickets);
    const round = new ReadRound(cell);

    for (const { cell: owner, scopes, scopeIds, ids } of quotasByCell(tickets)) {
      const values = [owner, texts(scopes), texts(scopeIds), texts(ids)];
      round.add<QuotaRow>(sql.lockQuotas, values, (rows) => state.addQuotas(rows, owner));
    }
    round.add<KeyRow>(sql.keys, [cell, ...columns(tickets, KEY_NAME)], (rows) => state.addKeys(rows));
    let now = 0;
    round.add<MomentRow>(sql.moment, [cell], ([moment]) => {
      now = this.nowOf(moment, prices);
    });
    round.addNamed<BalanceRow>(sql.balances, accountIds, (rows) => state.addBalances(rows));
    // What an attempt or a charge left over was carried when it was made, whatever its payer takes by now.
    if (this.remote.hasDenominations || names.attemptIds.length > 0 || hasRefunds(tickets)) {
      round.addNamed<CarriedRow>(sql.carried, accountIds, (rows) => state.addCarried(rows));
    }
    const subscribed = accounts.filter((account) => account.hasSubscriptions);
    round.addNamed<SubscriptionRow>(
      sql.subscriptions,
      subscribed.map(({ accountId }) => accountId),
      (rows) => state.addSubscriptions(rows),
    );
    const carded = accounts.filter((account) => account.hasPaymentMethods);
    round.addNamed<PaymentMethodRow>(
      sql.paymentMethods,
      carded.map(({ accountId }) => accountId),
      (rows) => state.addPaymentMethods(rows),
    );
    round.addNamed<{ subscription_id: string }>(sql.subscriptionsTaken, names.subscriptionIds, (rows) => {
      for (const row of rows) state.subscriptionsTaken.add(row.subscription_id);
    });
    round.addNamed<RecordRow>(sql.records, names.billingIds, (rows) => state.addRecords(rows));
    round.addNamed<AttemptRow>(sql.attempts, names.attemptIds, (rows) => state.addAttempts(rows));

    await round.run(connection);
    return now;
  }

  private nowOf(moment: MomentRow | undefined, prices: Prices): number {
    if (!moment) throw new Error(`Cell ${this.cell} has no row`);
    if (!prices.isAtLeast(BigInt(moment.version))) throw new StalePriceBook('Prices have changed');
    return Math.max(moment.now.getTime() + this.clockOffsetMs, moment.decided_at.getTime());
  }

  /** Only the counters that a decision of this batch may look at, by their exact names. */
  private async readAllowances(
    connection: BatchConnection,
    names: readonly CounterName[],
    state: BatchState,
  ): Promise<void> {
    const wanted = new Map<string, CounterName>();
    for (const name of names) {
      const { accountId, productId, source, periodStart } = name;
      wanted.set(`${accountId}\u0000${counterKeyOf(productId, source, periodStart)}`, name);
    }
    if (wanted.size === 0) return;
    const values = [this.cell, ...columns([...wanted.values()], COUNTER_NAME)];
    state.addAllowances(await connection.rows<AllowanceRow>(this.sql.allowances, values));
  }

  private countersOf(ticket: Ticket, state: BatchState, now: number, prices: Prices): CounterName[] {
    const { accountId, command } = ticket;
    switch (command.type) {
      case 'charge':
        return this.countersOfUsage(ticket, state, command.usage, now, prices);
      case 'decide_again':
      case 'process': {
        const record = state.records.get(command.billingId);
        return record ? this.countersOfUsage(ticket, state, record.usage, now, prices) : [];
      }
      case 'settle_payment':
      case 'settled_outside': {
        const record = state.records.get(command.billingId);
        if (!record) return [];
        const { productId } = record.usage;
        return record.lines.flatMap(({ source, period_start }) =>
          source === undefined || period_start === undefined
            ? []
            : [{ accountId, productId, source, periodStart: Date.parse(period_start) }],
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
    prices: Prices,
  ): CounterName[] {
    const at = usage.usageTimestamp ?? now;
    const price = prices.priceAt(usage.productId, at);
    if (!price) return [];
    const { subscriptions } = state.account(accountId);
    return allowancesOf(price, subscriptions, usage.subscriptionId, at).map(
      ({ productId, source, period }) => ({ accountId, productId, source, periodStart: period.start }),
    );
  }
}

function hasRefunds(tickets: readonly Ticket[]): boolean {
  return tickets.some(({ command }) => command.type === 'refund');
}

/** Reads that go to the server together, and who takes the rows of each. */
class ReadRound {
  private readonly sent: Sent[] = [];
  private readonly takers: ((rows: never[]) => void)[] = [];

  constructor(private readonly cell: number) {}

  add<Row>(statement: Statement, values: readonly unknown[], take: (rows: Row[]) => void): void {
    this.sent.push({ statement, values });
    this.takers.push(take);
  }

  /** A statement that takes the cell and names; not sent without names. */
  addNamed<Row>(statement: Statement, names: readonly string[], take: (rows: Row[]) => void): void {
    if (names.length > 0) this.add(statement, [this.cell, texts(names)], take);
  }

  async run(connection: BatchConnection): Promise<void> {
    const results = await connection.send(this.sent);
    results.forEach((result, index) => this.takers[index]?.(result.rows as never[]));
  }
}

/** An allowance counter by its primary key; the period's start in epoch milliseconds. */
interface CounterName {
  readonly accountId: string;
  readonly productId: string;
  readonly source: string;
  readonly periodStart: number;
}

const COUNTER_NAME: Columns<CounterName> = [
  text((c) => c.accountId),
  text((c) => c.productId),
  text((c) => c.source),
  timestamptz((c) => c.periodStart),
];
