import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { AttemptLooks } from './attempt-looks.js';
import { AttemptStore } from './attempt.store.js';

/** Requests that may wait for payments at once; one more gets its 202 without waiting. */
export const MAX_WAITS = 4_096;
/** How often a wait looks whether another process has settled the attempt: soon at first, then rarer. */
const FIRST_LOOK_MS = 100;
const LATER_LOOKS_MS = 500;

/**
 * Lets a request wait for its payment. A settlement by this process wakes it at once; one by another process is found
 * by looking at the attempts now and then, one look for all who wait.
 */
@Injectable()
export class SettlementWaits {
  private readonly alarms = new Map<string, Set<AbortController>>();
  private readonly looks: AttemptLooks;
  private waits = 0;

  constructor(@Inject(AttemptStore) attempts: Pick<AttemptStore, 'findSettled'>) {
    this.looks = new AttemptLooks(attempts);
  }

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
    const alarm = new Promise<true>((resolve) => woken.addEventListener('abort', () => resolve(true)));
    for (let lookMs = FIRST_LOOK_MS; ; lookMs = LATER_LOOKS_MS) {
      const pauseMs = Math.min(lookMs, Math.max(deadline - performance.now(), 0));
      if (await interrupted(pauseMs, woken)) return true;
      if (await Promise.race([this.looks.isSettled(attemptId), alarm])) return true;
      if (performance.now() >= deadline) return false;
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
