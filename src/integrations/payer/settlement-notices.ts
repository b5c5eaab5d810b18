import { Injectable } from '@nestjs/common';
import type { PayerResult } from './remote-payer.js';

/**
 * Takes what an upstream tells by itself about an attempt. Telling it again, or after the outcome is known, changes
 * nothing; an attempt that nobody has heard of is none of ours. A rejection means: tell it again later.
 */
export interface SettlementListener {
  settled(attemptId: string, result: PayerResult): Promise<void>;
}

/** Where an upstream's news go. The settlement room listens; the rooms that hear the news need not know it. */
@Injectable()
export class SettlementNotices {
  private listener: SettlementListener | null = null;

  /** To be called before the application starts. */
  listen(listener: SettlementListener): void {
    this.listener = listener;
  }

  settled(attemptId: string, result: PayerResult): Promise<void> {
    if (this.listener === null) return Promise.reject(new Error('Nobody listens for settlements yet.'));
    return this.listener.settled(attemptId, result);
  }
}
