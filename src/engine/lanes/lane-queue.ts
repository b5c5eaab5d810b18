import type { EngineConfig } from '../../config/app-config.js';
import type { Ticket } from './ticket.js';

/** Bulk work gets at least so many seats: a batch of so few costs hardly more than a batch of one. */
const LEAST_BULK_SEATS = 32;
/**
 * After a batch with callers' tickets, bulk work goes on taking little for so many batches: callers who were just
 * answered come again in a moment, and should not meet a full batch of bulk work under way.
 */
const COURTESY_BATCHES = 8;

/**
 * The tickets that wait for a lane: those of callers and those of bulk work, each kind in its own line. While more
 * callers wait than one batch takes, a batch takes accounts round robin, so that one busy account does not hold up the
 * others. Within each line an account's tickets stay in arrival order; a caller's may pass those of bulk work.
 */
export class LaneQueue {
  private callers: Ticket[] = [];
  private readonly bulk: Ticket[] = [];
  private callersSeenLast = 0;
  private batchesWithoutCallers = Infinity;
  /** Told at the next batch that seats have come free. */
  private readonly waitForRoom: (() => void)[] = [];

  constructor(private readonly limits: Pick<EngineConfig, 'batchLimit' | 'queueLimit'>) {}

  get length(): number {
    return this.callers.length + this.bulk.length;
  }

  /** One more caller is refused. */
  get isFull(): boolean {
    return this.callers.length >= this.limits.queueLimit;
  }

  /** Bulk work keeps a batch ready and hardly more, and joins not at all while callers are refused. */
  get hasRoomForBulk(): boolean {
    return !this.isFull && this.bulk.length < this.limits.batchLimit;
  }

  /** Resolves when the next batch has left. Only for a queue with something in it. */
  batchTaken(): Promise<void> {
    return new Promise((resolve) => this.waitForRoom.push(resolve));
  }

  push(ticket: Ticket): void {
    (ticket.bulk ? this.bulk : this.callers).push(ticket);
  }

  /** The next batch: callers first, then bulk work; tickets whose callers have gone are left out. */
  take(): Ticket[] {
    const limit = this.limits.batchLimit;
    for (const told of this.waitForRoom.splice(0)) told();
    this.callers = this.callers.filter((ticket) => !ticket.answered);
    const bulkSeats = Math.min(this.bulk.length, this.bulkSeatsOf(limit));
    const callers = this.takeCallers(limit - bulkSeats);
    return bulkSeats === 0 ? callers : [...callers, ...this.bulk.splice(0, bulkSeats)];
  }

  /**
   * All seats while nobody calls. Else as many as callers have, so that a batch takes at most about twice the time
   * that it would take without bulk work, and never more than half of them.
   */
  private bulkSeatsOf(limit: number): number {
    const waiting = this.callers.length;
    if (waiting > 0) {
      this.callersSeenLast = waiting;
      this.batchesWithoutCallers = 0;
    } else {
      this.batchesWithoutCallers += 1;
    }
    if (this.batchesWithoutCallers > COURTESY_BATCHES) return limit;
    const half = waiting > 0 ? Math.floor(limit / 2) : Math.ceil(limit / 2);
    return Math.min(half, Math.max(LEAST_BULK_SEATS, this.callersSeenLast));
  }

  private takeCallers(limit: number): Ticket[] {
    const { callers } = this;
    if (callers.length <= limit) {
      this.callers = [];
      return callers;
    }
    const chosen = roundRobin(callers, limit);
    this.callers = callers.filter((ticket) => !chosen.has(ticket));
    return callers.filter((ticket) => chosen.has(ticket));
  }
}

function roundRobin(waiting: readonly Ticket[], limit: number): Set<Ticket> {
  const byAccount = new Map<string, Ticket[]>();
  for (const ticket of waiting) {
    const own = byAccount.get(ticket.accountId);
    if (own) own.push(ticket);
    else byAccount.set(ticket.accountId, [ticket]);
  }
  const chosen = new Set<Ticket>();
  for (let round = 0; chosen.size < limit; round += 1) {
    for (const own of byAccount.values()) {
      const ticket = own[round];
      if (ticket && chosen.size < limit) chosen.add(ticket);
    }
  }
  return chosen;
}
