import { Injectable } from '@nestjs/common';
import { byCell } from './attempt-cells.js';
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

interface Asked {
  readonly attemptId: string;
  resolve(claim: Claim): void;
  reject(error: unknown): void;
}

/**
 * Claims attempts for all who ask at about the same time in one statement a cell: whoever asks while one is under way
 * goes with the next. Nobody waits for a timer.
 */
@Injectable()
export class AttemptClaims {
  private asked: Asked[] = [];
  private isAsking = false;

  constructor(private readonly leases: LeaseStore) {}

  claim(attemptId: string): Promise<Claim> {
    return new Promise((resolve, reject) => {
      this.asked.push({ attemptId, resolve, reject });
      if (!this.isAsking) void this.ask();
    });
  }

  private async ask(): Promise<void> {
    this.isAsking = true;
    // Whoever asks in this turn of the event loop comes along.
    await Promise.resolve();
    while (this.asked.length > 0) {
      const together = this.asked;
      this.asked = [];
      await this.askFor(together);
    }
    this.isAsking = false;
  }

  private async askFor(together: readonly Asked[]): Promise<void> {
    try {
      const claims = await this.claims(together.map(({ attemptId }) => attemptId));
      for (const one of together) one.resolve(claims.get(one.attemptId) ?? GONE);
    } catch (error) {
      for (const one of together) one.reject(error);
    }
  }

  private async claims(attemptIds: readonly string[]): Promise<Map<string, Claim>> {
    const claims = new Map<string, Claim>();
    for (const [cell, ids] of byCell(new Set(attemptIds))) {
      const { claimed, waiting } = await this.leases.claim(cell, ids);
      for (const attempt of claimed) claims.set(attempt.attemptId, { status: 'claimed', attempt });
      for (const [attemptId, accountId] of waiting) claims.set(attemptId, { status: 'waits', accountId });
    }
    return claims;
  }
}
