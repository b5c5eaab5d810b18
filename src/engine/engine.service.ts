import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { Database } from '../database/database.service.js';
import { fingerprintOf } from '../database/fingerprint.js';
import { isDatabaseUnavailable } from '../database/errors/postgres-errors.js';
import { accountIdOf, type Command } from '../domain/commands.js';
import type { OutcomeOf } from '../domain/outcomes.js';
import { DomainError } from '../domain/problems/problems.js';
import type { Quote } from '../domain/rating/quote.js';
import { BatchTransactions } from './batch/batch-transaction.js';
import { CommandPreparer, type Prepared } from './command-preparer.js';
import type {
  Answer,
  BulkEnginePort,
  BulkItem,
  BulkRide,
  EnginePort,
  QuoteRequest,
  SubmitOptions,
} from './engine.port.js';
import { EngineCounts } from './figures/engine-counts.js';
import { Lane } from './lanes/lane.js';
import { LaneConnection } from './lanes/lane-connection.js';
import {
  deadlineExceeded,
  outcomeUnknown,
  overloaded,
  shuttingDown,
  unavailable,
} from './lanes/lane-failures.js';
import { within } from './lanes/within.js';
import { BulkEntrance } from './lanes/bulk-entrance.js';
import { PriceBook } from './pricing/price-book.js';
import { Quoter } from './pricing/quoter.js';
import { RemoteStanding } from './remote-standing.js';
import { settlementTerms } from './settlement-terms.js';
import type { Ticket, TicketAnswer } from './lanes/ticket.js';
import { WriteRefusals } from './lanes/write-refusals.js';

/** How much waits and runs, a line a lane. */
export interface LaneFigures {
  readonly cell: number;
  readonly waiting: number;
  readonly running: number;
}

/** The only writer of money, quota and allowance. */
@Injectable()
export class Engine implements EnginePort, BulkEnginePort, BeforeApplicationShutdown {
  private readonly logger = new Logger(Engine.name);
  readonly writeRefusals = new WriteRefusals();
  readonly counts = new EngineCounts();
  private readonly lanes = new Map<number, Lane>();
  /** Commands that have not joined their lane yet. */
  private readonly arriving = new Set<Promise<unknown>>();
  private readonly bulkEntrance: BulkEntrance;
  private stopping = false;

  constructor(
    private readonly database: Database,
    private readonly preparer: CommandPreparer,
    private readonly priceBook: PriceBook,
    private readonly quoter: Quoter,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly remote: RemoteStanding,
  ) {
    this.bulkEntrance = new BulkEntrance(
      preparer,
      (cell) => this.laneOf(cell),
      () => this.stopping,
      this.counts,
    );
  }

  async submit<C extends Command>(command: C, options: SubmitOptions): Promise<Answer<C>> {
    let answer: TicketAnswer;
    try {
      if (this.stopping && !options.internal) throw shuttingDown();
      const deadline = options.internal ? Infinity : performance.now() + this.deadlineMs(options);
      const fingerprint = fingerprintOf(command);
      const prepared = await this.prepare(command, options, deadline);
      const lane = this.laneOf(prepared.cell);
      if (!options.internal && lane.queue.isFull) throw overloaded();
      answer = await this.ride(lane, prepared, options, fingerprint, deadline);
    } catch (error) {
      this.counts.unanswered(command.type, error);
      throw error;
    }
    this.counts.answered(command.type, answer);
    if (answer.outcome.kind === 'refused') throw new DomainError(answer.outcome.refusal);
    return { ...answer, outcome: answer.outcome as OutcomeOf<C> };
  }

  async submitBulk<C extends Command>(items: readonly BulkItem<C>[]): Promise<BulkRide<C>> {
    const { chunk, joined } = this.bulkEntrance.admit(items);
    this.arriving.add(joined);
    await joined.finally(() => this.arriving.delete(joined));
    return { answers: chunk.answers };
  }

  async quote(request: QuoteRequest): Promise<Quote> {
    try {
      return await this.quoter.quote(request);
    } catch (error) {
      throw isDatabaseUnavailable(error) ? unavailable(error) : error;
    }
  }

  figures(): LaneFigures[] {
    return [...this.lanes].map(([cell, { queue, running }]) => ({ cell, waiting: queue.length, running }));
  }

  /** Finishes what was accepted, then gives the lanes' connections back before the pool is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopping = true;
    await Promise.allSettled(this.arriving);
    await Promise.all([...this.lanes.values()].map((lane) => lane.drain()));
    this.logger.log('Engine drained');
  }

  private deadlineMs(options: SubmitOptions): number {
    return options.deadlineMs ?? this.config.http.requestDeadlineMs;
  }

  private async prepare(
    command: Command,
    { key, quotaIds }: SubmitOptions,
    deadline: number,
  ): Promise<Prepared> {
    const prepared = within(deadline, this.preparer.prepare(command, key, quotaIds));
    this.arriving.add(prepared);
    try {
      return await prepared;
    } catch (error) {
      throw isDatabaseUnavailable(error) ? unavailable(error) : error;
    } finally {
      this.arriving.delete(prepared);
    }
  }

  /** Takes a seat in the lane; a caller whose deadline passes is told what is known: not begun, or unknown. */
  private ride(
    lane: Lane,
    { command, cell, scopes, quotaIds }: Prepared,
    { key, takeLease }: SubmitOptions,
    fingerprint: Buffer,
    deadline: number,
  ): Promise<TicketAnswer> {
    return new Promise<TicketAnswer>((resolve, reject) => {
      const timer =
        deadline === Infinity
          ? null
          : setTimeout(
              () => ticket.reject(ticket.begun ? outcomeUnknown(key) : deadlineExceeded()),
              deadline - performance.now(),
            );
      const finish = (answer: () => void): void => {
        if (ticket.answered) return;
        ticket.answered = true;
        if (timer) clearTimeout(timer);
        answer();
      };
      const ticket: Ticket = {
        command,
        accountId: accountIdOf(command.account),
        cell,
        key,
        fingerprint,
        scopes,
        quotaIds,
        deadline,
        bulk: false,
        takesLease: takeLease !== undefined,
        begun: false,
        answered: false,
        resolve: (answer) => {
          if (answer.lease) takeLease?.(answer.lease);
          finish(() => resolve(answer));
        },
        reject: (error) => finish(() => reject(error)),
      };
      lane.push(ticket);
    });
  }

  private laneOf(cell: number): Lane {
    const known = this.lanes.get(cell);
    if (known) return known;
    const { engine, database } = this.config;
    const transactions = new BatchTransactions(
      this.database.schema,
      cell,
      this.priceBook,
      engine,
      settlementTerms(this.config, this.remote),
    );
    // The server ends a statement in half of it: a longer silence is the network's.
    const silenceMs = 2 * engine.statementTimeoutMs;
    const connection = new LaneConnection(
      this.database,
      database.pooler === 'session',
      silenceMs,
      this.writeRefusals,
    );
    const lane = new Lane(transactions, connection, this.priceBook, engine, this.counts);
    this.lanes.set(cell, lane);
    return lane;
  }
}
