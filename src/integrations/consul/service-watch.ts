import { Logger } from '@nestjs/common';
import { reasonOf } from '../upstream/reason-of.js';
import { pause } from '../upstream/calls/pause.js';
import type { UpstreamAddress } from '../upstream/calls/upstream-address.js';
import type { ConsulAgent } from './consul-agent.js';
import { type ConsulTimes, retryAfter } from './consul-times.js';

/** The agent adds up to a sixteenth to the time it holds an answer back; the rest is the network's. */
const SLACK_MS = 2_000;

/**
 * Where the instances of one service are, as Consul said last: while the agent is down nobody takes them away. Each
 * call goes to the next one.
 */
export class ServiceWatch implements UpstreamAddress {
  private readonly logger = new Logger('Consul');
  private urls: readonly string[] = [];
  private turn = 0;
  private index = 0;
  private failures = 0;
  private reason: string | null = null;

  constructor(
    private readonly agent: ConsulAgent,
    private readonly service: string,
    private readonly times: ConsulTimes,
  ) {}

  /** Why Consul does not say where the service is, now; null when it does. */
  get trouble(): string | null {
    return this.reason;
  }

  next(): string | null {
    this.turn = (this.turn + 1) % Math.max(1, this.urls.length);
    return this.urls[this.turn] ?? null;
  }

  /** Follows what Consul says until it is told to stop. */
  async follow(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await pause(await this.look(stop), stop);
  }

  /** Answers how long to wait before the next look. */
  private async look(stop: AbortSignal): Promise<number> {
    const { waitMs, betweenAnswersMs, heartbeatMs } = this.times;
    const limit = AbortSignal.timeout(Math.ceil((waitMs * 17) / 16) + SLACK_MS);
    try {
      const signal = AbortSignal.any([stop, limit]);
      const { urls, index } = await this.agent.instancesOf(this.service, this.index, waitMs, signal);
      this.take(urls);
      // Consul's manual: an index that went back is a new history, to be read from its beginning.
      this.index = index < this.index ? 0 : index;
      this.failures = 0;
      this.reason = null;
      return index === 0 ? heartbeatMs : betweenAnswersMs;
    } catch (error) {
      if (!stop.aborted) this.noteFailure(error);
      return retryAfter(this.failures, this.times);
    }
  }

  private take(urls: readonly string[]): void {
    const isNew = urls.length !== this.urls.length || urls.some((url) => !this.urls.includes(url));
    this.urls = urls;
    if (isNew)
      this.logger.log({ msg: 'Consul names the addresses of a service', service: this.service, urls });
  }

  private noteFailure(error: unknown): void {
    this.index = 0;
    this.failures += 1;
    this.reason = reasonOf('consul', error);
    if (this.failures > 1) return;
    const says = 'Consul does not say where a service is; its last known addresses are kept';
    this.logger.warn({ msg: says, service: this.service, urls: this.urls, reason: this.reason });
  }
}
