import { Injectable } from '@nestjs/common';
import type { FirstLease } from '../../../engine/engine.port.js';
import { cellOfAttempt } from './attempt-cells.js';
import { LeaseStore } from './lease.store.js';
import type { SettlementAttempt } from './settlement-attempt.js';

/** What came of asking for one lease. */
export type Claim =
  | { readonly status: 'claimed'; readonly attempt: SettlementAttempt }
  /** Another attempt of this account has the payer's wallet. */
  | { readonly status: 'waits'; readonly accountId: string }
  /** Settled, or somebody else works on it. */
  | { readonly status: 'gone' };

const GONE: Claim = { status: 'gone' };

/** Each takes a connection of those beside the lanes. */
export const MAX_CELLS_AT_ONCE = 2;

interface Asked {
  readonly attemptId: string;
  resolve(claim: Claim): void;
  reject(error: unknown): void;
}

/**
 * Claims attempts for all of a cell who ask at about the same time in one transaction: whoever asks while one is under
 * way goes with the cell's next. Nobody waits for a timer, nor for another cell.
 */
@Injectable()
export class AttemptClaims {
  /** By cell, the longest waiting first. */
  private readonly asked = new Map<number, Asked[]>();
  private readonly busy = new Set<number>();

  constructor(private readonly leases: LeaseStore) {}

  /** The lease that an attempt has already is no question. */
  async first(lease: FirstLease): Promise<Claim> {
    const attempt = await this.leases.first(lease);
    return attempt === null ? GONE : { status: 'claimed', attempt };
  }

  claim(attemptId: string): Promise<Claim> {
    const cell = cellOfAttempt(attemptId);
    if (cell === null) return Promise.resolve(GONE);
    return new Promise((resolve, reject) => {
      const asked = { attemptId, resolve, reject };
      const together = this.asked.get(cell);
      if (together) together.push(asked);
      else this.asked.set(cell, [asked]);
      // Whoever asks in this turn of the event loop comes along.
      void Promise.resolve().then(() => this.askNext());
    });
  }

  private askNext(): void {
    for (const [cell, together] of this.asked) {
      if (this.busy.size >= MAX_CELLS_AT_ONCE) return;
      if (this.busy.has(cell)) continue;
      this.asked.delete(cell);
      this.busy.add(cell);
      void this.askFor(cell, together);
    }
  }

  private async askFor(cell: number, together: readonly Asked[]): Promise<void> {
    try {
      const claims = await this.claims(
        cell,
        together.map(({ attemptId }) => attemptId),
      );
      for (const one of together) one.resolve(claims.get(one.attemptId) ?? GONE);
    } catch (error) {
      for (const one of together) one.reject(error);
    }
    this.busy.delete(cell);
    this.askNext();
  }

  private async claims(cell: number, attemptIds: readonly string[]): Promise<Map<string, Claim>> {
    const claims = new Map<string, Claim>();
    const { claimed, waiting } = await this.leases.claim(cell, [...new Set(attemptIds)]);
    for (const attempt of claimed) claims.set(attempt.attemptId, { status: 'claimed', attempt });
    for (const [attemptId, accountId] of waiting) claims.set(attemptId, { status: 'waits', accountId });
    return claims;
  }
}
