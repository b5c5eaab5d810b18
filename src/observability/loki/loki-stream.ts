import { setTimeout as sleep } from 'node:timers/promises';
import { type LogLine, LokiPush, type LokiAddress } from './loki-push.js';

export interface LokiBounds {
  /** Characters that wait for Loki; past it lines are dropped. */
  readonly waitingCharacters: number;
  /** Characters of one push. */
  readonly batchCharacters: number;
  /** Loki takes no longer lines by default. */
  readonly lineCharacters: number;
  /** How long lines are gathered for one push. */
  readonly gatherMs: number;
  readonly pushTimeoutMs: number;
  /** The first pause after a failed push; each further one is twice as long. */
  readonly pauseMs: number;
  readonly longestPauseMs: number;
}

const BOUNDS: LokiBounds = {
  waitingCharacters: 16 * 1024 * 1024,
  batchCharacters: 1024 * 1024,
  lineCharacters: 256 * 1024,
  gatherMs: 1_000,
  pushTimeoutMs: 10_000,
  pauseMs: 500,
  longestPauseMs: 30_000,
};

/**
 * Pushes log lines to Loki, a batch at a time, and keeps a bounded number while Loki does not take them. A new one is only
 * put in memory: nobody waits, and of a lost line nothing is left but its count.
 */
export class LokiStream {
  /** Lines that Loki has taken. */
  sent = 0;
  /** Lines that are lost: no room, too long, or refused. */
  dropped = 0;
  private waiting: LogLine[] = [];
  private characters = 0;
  private working: Promise<void> | null = null;
  private wellSince = true;
  private closing = false;
  private readonly hurry = new AbortController();
  private readonly giveUp = new AbortController();
  private readonly push: LokiPush;
  private readonly bounds: LokiBounds;

  constructor(
    address: LokiAddress,
    labels: Readonly<Record<string, string>>,
    /** One sentence when Loki begins not to take lines, and when it takes them again. */
    private readonly note: (sentence: string) => void,
    bounds: Partial<LokiBounds> = {},
  ) {
    this.bounds = { ...BOUNDS, ...bounds };
    this.push = new LokiPush(address, labels, this.bounds.pushTimeoutMs);
  }

  /** Lines in memory. */
  get buffered(): number {
    return this.waiting.length;
  }

  take(level: string, text: string): void {
    const { waitingCharacters, lineCharacters } = this.bounds;
    const fits = text.length <= lineCharacters && this.characters + text.length <= waitingCharacters;
    if (!fits || this.giveUp.signal.aborted) {
      this.dropped += 1;
      return;
    }
    this.waiting.push({ at: Date.now(), level, text });
    this.characters += text.length;
    this.working ??= this.work();
  }

  /** Sends what waits, for at most so long; what is left then is lost. Nothing is taken afterwards. */
  async close(timeoutMs: number): Promise<void> {
    this.closing = true;
    this.hurry.abort();
    await Promise.race([this.working, sleep(timeoutMs, undefined, { ref: false })]);
    this.giveUp.abort();
    this.dropped += this.waiting.length;
    this.waiting = [];
  }

  private async work(): Promise<void> {
    let failures = 0;
    while (this.waiting.length > 0 && !this.giveUp.signal.aborted) {
      await this.pause(failures);
      const batch = this.nextBatch();
      const { outcome, reason } = await this.push.send(batch, this.giveUp.signal);
      failures = outcome === 'failed' ? failures + 1 : 0;
      this.noteChange(outcome === 'taken', reason);
      if (outcome !== 'failed') this.forget(batch, outcome === 'taken');
    }
    this.working = null;
  }

  /** Gathers lines, or spares a Loki that does not answer. At a stop both are short. */
  private async pause(failures: number): Promise<void> {
    const { gatherMs, pauseMs, longestPauseMs } = this.bounds;
    if (failures === 0 && this.characters >= this.bounds.batchCharacters) return;
    const backOffMs = Math.min(longestPauseMs, pauseMs * 2 ** Math.min(failures - 1, 16));
    const ms = failures === 0 ? gatherMs : backOffMs * (0.5 + Math.random() / 2);
    const [limitMs, signal] = this.closing
      ? [failures === 0 ? 0 : pauseMs, this.giveUp.signal]
      : [Infinity, this.hurry.signal];
    await sleep(Math.min(ms, limitMs), undefined, { signal, ref: false }).catch(() => undefined);
  }

  /** Stays in the line until Loki has taken it. */
  private nextBatch(): LogLine[] {
    let characters = 0;
    const end = this.waiting.findIndex(
      ({ text }) => (characters += text.length) > this.bounds.batchCharacters,
    );
    return this.waiting.slice(0, end < 0 ? this.waiting.length : Math.max(1, end));
  }

  private forget(batch: readonly LogLine[], taken: boolean): void {
    // A stop that gave up has counted and forgotten them already.
    if (this.waiting.length === 0) return;
    this.waiting.splice(0, batch.length);
    this.characters -= batch.reduce((sum, { text }) => sum + text.length, 0);
    if (taken) this.sent += batch.length;
    else this.dropped += batch.length;
  }

  private noteChange(isWell: boolean, reason: string): void {
    if (isWell === this.wellSince || this.giveUp.signal.aborted) return;
    this.wellSince = isWell;
    this.note(isWell ? 'Loki takes log lines again.' : `Loki takes no log lines: ${reason}.`);
  }
}
