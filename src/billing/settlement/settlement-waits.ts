import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, Logger } from '@nestjs/common';
import { AttemptStore } from './attempt.store.js';
import { type AttemptState, isSettled } from './settlement-attempt.js';

/** Requests that may wait for payments at once; one more gets its 202 without waiting. */
export const MAX_WAITS = 4_096;
/** How often a wait looks whether another process has settled the attempt: soon at first, then rarer. */
const FIRST_LOOK_MS = 100;
const LATER_LOOKS_MS = 500;

/**
 * Lets a request wait for its payment. A settlement by this process wakes it at once; one by another process is found
 * by looking at the attempt now and then.
 */
@Injectable()
export class SettlementWaits {
  private readonly logger = new Logger(SettlementWaits.name);
  private readonly alarms = new Map<string, Set<AbortController>>();
  private waits = 0;

  constructor(@Inject(AttemptStore) private readonly attempts: Pick<AttemptStore, 'findState'>) {}

  /** Answers true when the attempt was settled within `waitMs`. Listens from the moment of the call. */
  async settled(attemptId: string, waitMs: number): Promise<boolean> {
    if (this.waits >= MAX_WAITS) return false;
    const alarm = new AbortController();
    this.listen(attemptId, alarm);
    try {
      return await this.watch(attemptId, alarm.signal, performance.now() + waitMs);
    } finally {
      this.forget(attemptId, alarm);
    }
  }

  /** Tells this process that the attempt's outcome is committed. */
  wake(attemptId: string): void {
    for (const alarm of this.alarms.get(attemptId) ?? []) alarm.abort();
  }

  private async watch(attemptId: string, woken: AbortSignal, deadline: number): Promise<boolean> {
    for (let lookMs = FIRST_LOOK_MS; ; lookMs = LATER_LOOKS_MS) {
      const pauseMs = Math.min(lookMs, Math.max(deadline - performance.now(), 0));
      if (await interrupted(pauseMs, woken)) return true;
      const state = await this.look(attemptId);
      if (woken.aborted || (state !== null && isSettled(state))) return true;
      if (performance.now() >= deadline) return false;
    }
  }

  /** A database that does not answer says nothing of the payment: its charge is committed, and the wait goes on. */
  private async look(attemptId: string): Promise<AttemptState | null> {
    try {
      return await this.attempts.findState(attemptId);
    } catch (error) {
      this.logger.warn(`The attempt ${attemptId} could not be looked at.`, error);
      return null;
    }
  }

  private listen(attemptId: string, alarm: AbortController): void {
    const alarms = this.alarms.get(attemptId) ?? new Set();
    this.alarms.set(attemptId, alarms.add(alarm));
    this.waits += 1;
  }

  private forget(attemptId: string, alarm: AbortController): void {
    const alarms = this.alarms.get(attemptId);
    alarms?.delete(alarm);
    if (alarms?.size === 0) this.alarms.delete(attemptId);
    this.waits -= 1;
  }
}

/** Sleeps; answers true at once when the signal comes first. */
function interrupted(ms: number, signal: AbortSignal): Promise<boolean> {
  return sleep(ms, false, { signal }).catch(() => true);
}
