import type { QueryResult, QueryResultRow } from 'pg';
import type { EngineConfig } from '../../config/app-config.js';
import { isConnectionFailure } from '../../database/errors/postgres-errors.js';
import type { Posting } from '../../domain/ledger.js';
import type { Context } from '../../domain/state.js';
import type { FirstLease, LeasedAttempt } from '../engine.port.js';
import { newId, uuidV7Hex } from '../ids.js';
import type { PriceBook } from '../pricing/price-book.js';
import type { Prices } from '../pricing/prices.js';
import { loadStatements, type LoadStatements } from '../sql/load.sql.js';
import { writeStatements, type WriteStatements } from '../sql/write.sql.js';
import type { SettlementTerms } from '../settlement-terms.js';
import { stopwatch, type Stopwatch } from '../stopwatch.js';
import {
  accountRow,
  keyNameOf,
  quotaRow,
  quotasRow,
  type Ticket,
  type TicketAnswer,
} from '../lanes/ticket.js';
import { BatchLoader } from './batch-loader.js';
import { KEY_NAME, quotasByCell } from './batch-needs.js';
import { BatchState } from './batch-state.js';
import { BatchWriter } from './batch-writer.js';
import { columns, texts } from './columns.js';
import type { BatchConnection, Sent } from './connection.js';
import { decideBatch } from './decide-batch.js';
import type { KeyRow, QuotaRow } from './rows.js';

/** The answer to COMMIT did not come: the batch may or may not have taken effect. */
export class CommitInDoubt extends Error {
  constructor(
    /** What it comes to if it took effect. */
    readonly result: BatchResult,
    options?: ErrorOptions,
  ) {
    super('The connection was lost at COMMIT', options);
  }
}

/** A batch that is over. */
export interface BatchResult {
  /** One for each ticket, in their order. */
  readonly answers: readonly TicketAnswer[];
  readonly postings: readonly Posting[];
}

/** The transactions that a lane runs on one cell: a batch, and the two questions asked when one went wrong. */
export class BatchTransactions {
  private readonly loadSql: LoadStatements;
  private readonly writeSql: WriteStatements;
  private readonly loader: BatchLoader;
  private readonly settings: Sent;

  constructor(
    schema: string,
    private readonly cell: number,
    private readonly priceBook: PriceBook,
    private readonly config: EngineConfig,
    private readonly terms: SettlementTerms,
  ) {
    this.loadSql = loadStatements(schema);
    this.writeSql = writeStatements(schema);
    this.loader = new BatchLoader(this.loadSql, priceBook, cell, config.clockOffsetMs, terms.remote);
    this.settings = {
      statement: this.loadSql.settings,
      values: [String(config.lockTimeoutMs), String(config.statementTimeoutMs)],
    };
  }

  /** Load, decide, write, commit. The answers are given only after the commit. */
  async run(connection: BatchConnection, tickets: readonly Ticket[]): Promise<BatchResult> {
    const age = stopwatch();
    const { state, now, prices } = await this.loader.load(connection, tickets, this.settings);
    const writer = new BatchWriter(connection, this.writeSql, this.cell, state, now);
    const answers: TicketAnswer[] = [];
    const postings: Posting[] = [];
    for (const portion of decideBatch(tickets, state, this.contextAt(now, prices))) {
      answers.push(...portion.answers);
      postings.push(...portion.writes.postings);
      writer.write(portion.writes);
    }
    if (!writer.hasWritten) {
      await connection.command('ROLLBACK');
      return { answers, postings };
    }
    const leased = await writer.finish();
    const result = { answers: withLeases(answers, leased, now, age), postings };
    await commit(connection, result);
    return result;
  }

  /**
   * After a commit in doubt: which tickets did take effect. The keys are looked up after taking the batch's account
   * locks, which waits for the transaction in doubt; only then is absence proof. With a ticket went the lease that was
   * `decided` for it.
   */
  async findEffects(
    connection: BatchConnection,
    tickets: readonly Ticket[],
    decided: BatchResult | null,
  ): Promise<Map<Ticket, TicketAnswer>> {
    await this.loader.lockAccounts(connection, tickets, this.settings);
    const rows = await connection.rows<KeyRow>(this.loadSql.keys, [this.cell, ...columns(tickets, KEY_NAME)]);
    await connection.command('ROLLBACK');
    const state = new BatchState();
    state.addKeys(rows);
    const effects = new Map<Ticket, TicketAnswer>();
    for (const [index, ticket] of tickets.entries()) {
      const stored = state.keys.get(keyNameOf(ticket.accountId, ticket.command.type, ticket.key));
      if (stored?.fingerprint.equals(ticket.fingerprint)) {
        const answer = { outcome: stored.outcome, replayed: false };
        effects.set(ticket, withLease(answer, decided?.answers[index]?.lease));
      }
    }
    return effects;
  }

  /**
   * After a lock time-out: which of the batch's rows somebody else holds, by the names of `rowsOf`. Waits for
   * nothing. An account that another transaction is just making cannot be seen; where no row is found held, those
   * that are not there are what the batch waited for.
   */
  async findBusy(connection: BatchConnection, tickets: readonly Ticket[]): Promise<Set<string>> {
    const { loadSql, cell } = this;
    const accountIds = [...new Set(tickets.map(({ accountId }) => accountId))];
    const values = [cell, texts(accountIds)];
    const [, , free, present] = await connection.begin(
      this.settings,
      { statement: loadSql.freeAccounts, values },
      { statement: loadSql.presentAccounts, values },
    );
    const freeIds = columnOf(free, 'account_id');
    const presentIds = columnOf(present, 'account_id');
    const held = [...presentIds].filter((accountId) => !freeIds.has(accountId));
    const busy = new Set([...held.map(accountRow), ...(await this.busyQuotas(connection, tickets))]);
    await connection.command('ROLLBACK');
    if (busy.size > 0) return busy;
    return new Set(accountIds.filter((accountId) => !presentIds.has(accountId)).map(accountRow));
  }

  private async busyQuotas(connection: BatchConnection, tickets: readonly Ticket[]): Promise<string[]> {
    const busy: string[] = [];
    for (const { cell, scopes, scopeIds, ids } of quotasByCell(tickets)) {
      const values = [cell, texts(scopes), texts(scopeIds), texts(ids)];
      const [free, present] = await connection.send([
        { statement: this.loadSql.freeQuotas, values },
        { statement: this.loadSql.presentQuotas, values },
      ]);
      const freeIds = columnOf(free, 'quota_id');
      for (const row of (present?.rows ?? []) as QuotaRow[]) {
        if (!freeIds.has(row.quota_id)) busy.push(quotasRow(row.scope, row.scope_id), quotaRow(row.quota_id));
      }
    }
    return busy;
  }

  private contextAt(now: number, prices: Prices): Context {
    const { cell } = this;
    return {
      now,
      priceAt: (productId, at) => prices.priceAt(productId, at),
      isPriceUnanswered: (productId) => this.priceBook.isUnanswered(productId),
      newPostingId: () => uuidV7Hex(cell, now),
      newId: (kind) => newId(kind, cell, now),
      refusalsPerMinute: this.config.refusalsPerMinute,
      ...this.terms,
    };
  }
}

function columnOf(result: QueryResult<QueryResultRow> | undefined, column: string): Set<string> {
  return new Set((result?.rows ?? []).map((row) => row[column] as string));
}

/** Hands each lease to the caller whose command made the attempt, and to nobody who only repeats it. */
function withLeases(
  answers: readonly TicketAnswer[],
  leased: ReadonlyMap<string, LeasedAttempt>,
  madeAt: number,
  age: Stopwatch,
): readonly TicketAnswer[] {
  if (leased.size === 0) return answers;
  return answers.map((answer) => {
    const attempt = answer.replayed ? undefined : leased.get(attemptOf(answer) ?? '');
    return attempt ? withLease(answer, { attempt, madeAt, age }) : answer;
  });
}

/** A lease is nobody's whose outcome names another attempt: the key may have been used by another process meanwhile. */
function withLease(answer: TicketAnswer, lease: FirstLease | undefined): TicketAnswer {
  return lease && lease.attempt.attemptId === attemptOf(answer) ? { ...answer, lease } : answer;
}

function attemptOf({ outcome }: TicketAnswer): string | null {
  return 'attemptId' in outcome ? outcome.attemptId : null;
}

async function commit(connection: BatchConnection, result: BatchResult): Promise<void> {
  try {
    const { command } = await connection.command('COMMIT');
    // A transaction that failed answers COMMIT with ROLLBACK.
    if (command !== 'COMMIT') throw new Error(`COMMIT was answered with ${command}`);
  } catch (error) {
    if (!isConnectionFailure(error)) throw error;
    throw new CommitInDoubt(result, { cause: error });
  }
}
