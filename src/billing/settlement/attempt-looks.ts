import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { AttemptStore } from './attempts/attempt.store.js';

/** How long questions are gathered for one look. */
const GATHER_MS = 50;

/**
 * Looks at attempts for all who ask at about the same time, one look after the other: however many requests wait for
 * payments, the database is asked a few times a second.
 */
export class AttemptLooks {
  private readonly logger = new Logger(AttemptLooks.name);
  private gathered = new Set<string>();
  private next: Promise<ReadonlySet<string>> | null = null;
  private last: Promise<ReadonlySet<string>> = Promise.resolve(new Set<string>());

  constructor(private readonly attempts: Pick<AttemptStore, 'findSettled'>) {}

  /** True when the attempt's outcome is committed. Each look begins after it was asked for. */
  async isSettled(attemptId: string): Promise<boolean> {
    this.gathered.add(attemptId);
    this.next ??= this.last = this.look(this.last);
    return (await this.next).has(attemptId);
  }

  private async look(before: Promise<unknown>): Promise<ReadonlySet<string>> {
    await Promise.all([before, sleep(GATHER_MS)]);
    const attemptIds = this.gathered;
    this.gathered = new Set();
    this.next = null;
    return this.find(attemptIds);
  }

  /** A database that does not answer says nothing of the payments: their charges are committed, and the waits go on. */
  private async find(attemptIds: ReadonlySet<string>): Promise<ReadonlySet<string>> {
    try {
      return await this.attempts.findSettled(attemptIds);
    } catch (error) {
      this.logger.warn(`${attemptIds.size} attempts could not be looked at.`, error);
      return new Set();
    }
  }
}
