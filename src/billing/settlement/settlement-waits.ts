import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { ChargeOutcome } from '../../domain/outcomes.js';
import { AttemptLooks } from './attempt-looks.js';
import { AttemptStore } from './attempts/attempt.store.js';

/** Requests that may wait for payments at once; one more gets its 202 without waiting. */
export const MAX_WAITS = 4_096;
/** How often a wait looks whether another process has settled the attempt: soon at first, then rarer. */
const FIRST_LOOK_MS = 100;
const LATER_LOOKS_MS = 500;

/** An attempt whose outcome is committed. */
export interface Settled {
  /** What its charge has come to; null where the one who settled it did not say. */
  readonly answer: ChargeOutcome | null;
}

const UNTOLD: Settled = { answer: null };

/** Ends a wait. */
class Alarm {
  private readonly controller = new AbortController();
  readonly rings: Promise<Settled>;
  ring: (settled: Settled) => void = () => undefined;

  constructor() {
    this.rings = new Promise((resolve) => {
      this.ring = (settled) => {
        resolve(settled);
        this.controller.abort();
      };
    });
  }

  get hasRung(): boolean {
    return this.controller.signal.aborted;
  }

  /** Sleeps, until it rings at most. */
  async sleep(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.controller.signal }).catch(() => undefined);
  }
}

/**
 * Lets a request wait for its payment. A settlement by this process wakes it at once; one by another process is found
 * by looking at the attempts now and then, one look for all who wait.
 */
@Injectable()
export class SettlementWaits {
  private readonly alarms = new Map<string, Set<Alarm>>();
  private readonly looks: AttemptLooks;
  private waits = 0;

  constructor(@Inject(AttemptStore) attempts: Pick<AttemptStore, 'findSettled'>) {
    this.looks = new AttemptLooks(attempts);
  }

  /** Null when the attempt was not settled within `waitMs`. Listens from the moment of the call. */
  async settled(attemptId: string, waitMs: number): Promise<Settled | null> {
    if (this.waits >= MAX_WAITS) return null;
    const alarm = new Alarm();
    this.listen(attemptId, alarm);
    try {
      return await this.watch(attemptId, alarm, performance.now() + waitMs);
    } finally {
      this.forget(attemptId, alarm);
    }
  }

  /** Tells this process that the attempt's outcome is committed, and what its charge has come to. */
  wake(attemptId: string, settled: Settled = UNTOLD): void {
    for (const alarm of this.alarms.get(attemptId) ?? []) alarm.ring(settled);
  }

  private async watch(attemptId: string, alarm: Alarm, deadline: number): Promise<Settled | null> {
    for (let lookMs = FIRST_LOOK_MS; ; lookMs = LATER_LOOKS_MS) {
      await alarm.sleep(Math.min(lookMs, Math.max(deadline - performance.now(), 0)));
      if (alarm.hasRung) return alarm.rings;
      const found = this.looks.isSettled(attemptId).then((isSettled) => (isSettled ? UNTOLD : null));
      const settled = await Promise.race([found, alarm.rings]);
      if (settled !== null || performance.now() >= deadline) return settled;
    }
  }

  private listen(attemptId: string, alarm: Alarm): void {
    const alarms = this.alarms.get(attemptId) ?? new Set();
    this.alarms.set(attemptId, alarms.add(alarm));
    this.waits += 1;
  }

  private forget(attemptId: string, alarm: Alarm): void {
    const alarms = this.alarms.get(attemptId);
    alarms?.delete(alarm);
    if (alarms?.size === 0) this.alarms.delete(attemptId);
    this.waits -= 1;
  }
}
