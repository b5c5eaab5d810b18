import type { Ticket } from './ticket.js';

/**
 * The tickets that wait for a lane. While more wait than one batch takes, a batch takes accounts round robin, so that
 * one busy account does not hold up the others; each account's tickets stay in arrival order.
 */
export class LaneQueue {
  private waiting: Ticket[] = [];

  get length(): number {
    return this.waiting.length;
  }

  push(ticket: Ticket): void {
    this.waiting.push(ticket);
  }

  /** The next batch, in arrival order; tickets whose callers have gone are left out. */
  take(limit: number): Ticket[] {
    this.waiting = this.waiting.filter((ticket) => !ticket.answered);
    const taken = this.waiting.length <= limit ? this.waiting : roundRobin(this.waiting, limit);
    const chosen = new Set(taken);
    this.waiting = taken === this.waiting ? [] : this.waiting.filter((ticket) => !chosen.has(ticket));
    return taken;
  }
}

function roundRobin(waiting: readonly Ticket[], limit: number): Ticket[] {
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
  return waiting.filter((ticket) => chosen.has(ticket));
}
