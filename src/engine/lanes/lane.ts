import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { EngineConfig } from '../../config/app-config.js';
import { type BatchTransactions, CommitInDoubt } from '../batch/batch-transaction.js';
import type { EngineCounts } from '../figures/engine-counts.js';
import type { LaneConnection } from './lane-connection.js';
import {
  accountBusy,
  deadlineExceeded,
  failureOf,
  outcomeUnknown,
  rejectAll,
  remedyFor,
  unavailable,
} from './lane-failures.js';
import { LaneQueue } from './lane-queue.js';
import type { PriceBook } from '../pricing/price-book.js';
import { rowsOf, type Ticket, type TicketAnswer } from './ticket.js';

const MAX_RETRIES = 5;
const MAX_LOCK_TIMEOUTS = 2;
const MAX_PRICE_RELOADS = 10;
const SET_ASIDE_MS = 1000;

interface Tries {
  readonly deadline: number;
  retries: number;
  races: number;
  lockTimeouts: number;
  priceReloads: number;
}

/**
 * The queue and the connection that work on one cell. While a batch is in flight arrivals wait; when it returns, all
 * that wait go together. There is no timer: an idle lane answers at once.
 */
export class Lane {
  readonly queue: LaneQueue;
  private readonly asideUntil = new Map<string, number>();
  private readonly logger = new Logger(Lane.name);
  private working: Promise<void> | null = null;
  private closing = false;
  private inFlight = 0;

  constructor(
    private readonly transactions: BatchTransactions,
    private readonly connection: LaneConnection,
    private readonly priceBook: PriceBook,
    private readonly config: EngineConfig,
    private readonly counts: EngineCounts,
  ) {
    this.queue = new LaneQueue(config);
  }

  get running(): number {
    return this.inFlight;
  }

  push(ticket: Ticket): void {
    this.queue.push(ticket);
    this.working ??= this.work();
  }

  /** Resolves when nothing waits or runs any more; from then on keeps no connection between batches. */
  async drain(): Promise<void> {
    this.closing = true;
    while (this.working) await this.working;
    this.connection.release();
  }

  private async work(): Promise<void> {
    // Whatever arrives in the same turn of the event loop joins the first batch too.
    await Promise.resolve();
    while (this.queue.length > 0) {
      const batch = this.admit(this.queue.take());
      this.inFlight = batch.length;
      await this.settleSafely(batch);
      this.inFlight = 0;
      // Callers who were just answered come again, and others stand at the sockets: they join the next batch. Where
      // nobody does, this takes no time.
      await nextTurn();
    }
    if (this.closing) this.connection.release();
    this.working = null;
  }

  private newTries(): Tries {
    const deadline = performance.now() + this.config.retryDeadlineMs;
    return { deadline, retries: 0, races: 0, lockTimeouts: 0, priceReloads: 0 };
  }

  /** Drops what came too late or needs rows that were just found held; the rest begins. */
  private admit(tickets: readonly Ticket[]): Ticket[] {
    const now = performance.now();
    for (const [row, until] of this.asideUntil) if (until <= now) this.asideUntil.delete(row);
    return tickets.filter((ticket) => {
      if (ticket.deadline <= now) ticket.reject(deadlineExceeded());
      else if (this.asideUntil.size > 0 && this.isAside(ticket)) ticket.reject(accountBusy());
      else {
        ticket.begun = true;
        return true;
      }
      return false;
    });
  }

  private isAside(ticket: Ticket): boolean {
    return rowsOf(ticket).some((row) => this.asideUntil.has(row));
  }

  /** A fault of our own must not leave callers waiting nor stop the lane. */
  private async settleSafely(tickets: readonly Ticket[]): Promise<void> {
    try {
      await this.settle(tickets, this.newTries());
    } catch (error) {
      this.logger.error({ msg: 'A lane failed', err: error });
      rejectAll(tickets, (ticket) => outcomeUnknown(ticket.key));
    }
  }

  /** Runs the tickets until each is answered. */
  private async settle(tickets: readonly Ticket[], tries: Tries): Promise<void> {
    let rest = tickets;
    while (rest.length > 0) {
      try {
        const connection = await this.connection.get();
        const startedAt = performance.now();
        const { answers, postings } = await this.transactions.run(connection, rest);
        rest.forEach((ticket, index) => ticket.resolve(answers[index] as TicketAnswer));
        this.counts.ran(rest.length, startedAt, postings);
        return;
      } catch (error) {
        await this.connection.rollBack();
        rest = await this.remedy(error, rest, tries);
      }
    }
  }

  /** Does what the failure asks for; answers the tickets that are to be run again. */
  private async remedy(error: unknown, tickets: readonly Ticket[], tries: Tries): Promise<readonly Ticket[]> {
    const remedy = remedyFor(error);
    this.counts.remedied(remedy);
    switch (remedy) {
      case 'reload prices':
        return this.reloadPrices(error, tickets, tries);
      case 'resolve doubt':
        return this.resolveDoubt(error, tickets);
      case 'reconnect':
        this.connection.discard();
        return this.retry(error, tickets, tries, Infinity);
      case 'retry':
        return this.retry(error, tickets, tries, MAX_RETRIES);
      case 'retry once':
        tries.races += 1;
        return tries.races === 1 ? tickets : this.split(error, tickets);
      case 'set busy rows aside':
        return this.setBusyAside(tickets, tries);
      case 'give up':
        this.connection.giveUp();
        return rejectAll(tickets, () => unavailable(error));
      case 'split':
        return this.split(error, tickets);
    }
  }

  private async reloadPrices(
    error: unknown,
    tickets: readonly Ticket[],
    tries: Tries,
  ): Promise<readonly Ticket[]> {
    tries.priceReloads += 1;
    if (tries.priceReloads > MAX_PRICE_RELOADS) return rejectAll(tickets, () => unavailable(error));
    try {
      await this.priceBook.reload();
      return tickets;
    } catch (failure) {
      return this.retry(failure, tickets, tries, Infinity);
    }
  }

  /** Waits a little, with jitter, within the lane's own deadline. */
  private async retry(
    error: unknown,
    tickets: readonly Ticket[],
    tries: Tries,
    limit: number,
  ): Promise<readonly Ticket[]> {
    tries.retries += 1;
    const pauseMs = Math.min(500, 10 * 2 ** Math.min(tries.retries, 6)) * (0.5 + Math.random());
    if (tries.retries > limit || performance.now() + pauseMs > tries.deadline) {
      this.logger.warn({ msg: 'A batch was given up', commands: tickets.length, err: error });
      return rejectAll(tickets, () => unavailable(error));
    }
    await delay(pauseMs);
    return tickets;
  }

  /** Asks the database, on a new connection, which of the commands took effect; the others are run again. */
  private async resolveDoubt(error: unknown, tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
    this.connection.discard();
    this.logger.warn({ msg: 'A commit is in doubt', commands: tickets.length, err: error });
    const deadline = performance.now() + this.config.retryDeadlineMs;
    while (performance.now() < deadline) {
      try {
        const decided = error instanceof CommitInDoubt ? error.result : null;
        const connection = await this.connection.get();
        const effects = await this.transactions.findEffects(connection, tickets, decided);
        for (const [ticket, answer] of effects) ticket.resolve(answer);
        if (decided) this.counts.movedAfterAll(decided, tickets, effects);
        return tickets.filter((ticket) => !effects.has(ticket));
      } catch {
        await this.connection.rollBack();
        this.connection.discard();
        await delay(50 + Math.random() * 100);
      }
    }
    return rejectAll(tickets, (ticket) => outcomeUnknown(ticket.key));
  }

  /** Answers 503 to the commands that need held rows, keeps those rows out for a second, and runs the rest. */
  private async setBusyAside(tickets: readonly Ticket[], tries: Tries): Promise<readonly Ticket[]> {
    tries.lockTimeouts += 1;
    if (tries.lockTimeouts >= MAX_LOCK_TIMEOUTS) return rejectAll(tickets, accountBusy);
    let busy: Set<string>;
    try {
      busy = await this.transactions.findBusy(await this.connection.get(), tickets);
    } catch (error) {
      await this.connection.rollBack();
      return this.retry(error, tickets, tries, MAX_RETRIES);
    }
    for (const row of busy) this.asideUntil.set(row, performance.now() + SET_ASIDE_MS);
    rejectAll(
      tickets.filter((ticket) => this.isAside(ticket)),
      accountBusy,
    );
    return tickets.filter((ticket) => !this.isAside(ticket));
  }

  /** Halves run one after the other on freshly loaded state, until the command that cannot be run stands alone. */
  private async split(error: unknown, tickets: readonly Ticket[]): Promise<readonly Ticket[]> {
    if (tickets.length === 1) {
      this.logger.error({ msg: 'A command failed', command: tickets[0]?.command.type, err: error });
      return rejectAll(tickets, () => failureOf(error));
    }
    const middle = Math.ceil(tickets.length / 2);
    await this.settle(tickets.slice(0, middle), this.newTries());
    await this.settle(tickets.slice(middle), this.newTries());
    return [];
  }
}
