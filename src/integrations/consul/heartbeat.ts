import { Logger } from '@nestjs/common';
import { reasonOf } from '../upstream/reason-of.js';
import { pause } from '../upstream/calls/pause.js';
import type { ConsulAgent, Wellness } from './consul-agent.js';
import { type ConsulTimes, retryAfter } from './consul-times.js';
import type { RegisteredService } from './registered-service.js';

/** What the beating heart needs to know. */
export interface HeartbeatOptions {
  readonly service: RegisteredService;
  /** How this service is; a failure to say so is not being well. */
  readonly probe: () => Promise<Wellness>;
  readonly times: ConsulTimes;
}

/**
 * Keeps one service registered with the agent, in the background: registers it, tells how it is, and registers it
 * anew when the agent has forgotten it. Whatever the agent does, it goes on.
 */
export class Heartbeat {
  private readonly logger = new Logger('Consul');
  private readonly stopping = new AbortController();
  private registered = false;
  private failures = 0;
  private reason: string | null = null;
  private beating: Promise<void> = Promise.resolve();

  constructor(
    private readonly agent: ConsulAgent,
    private readonly options: HeartbeatOptions,
  ) {}

  /** Why the service is not registered, or not renewed, now; null when all is well. */
  get trouble(): string | null {
    return this.reason;
  }

  begin(): void {
    this.beating = this.beat(this.stopping.signal);
  }

  /** Takes the service out of Consul, if the agent answers in time; else Consul finds out by itself. */
  async end(): Promise<void> {
    this.stopping.abort();
    await this.beating;
    const { service, times } = this.options;
    try {
      await this.agent.deregister(service.ID, AbortSignal.timeout(times.farewellMs));
      this.logger.log({ msg: 'Deregistered from Consul', service_id: service.ID });
    } catch (error) {
      this.logger.warn({ msg: 'Not deregistered from Consul', reason: reasonOf('consul', error) });
    }
  }

  private async beat(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) await pause(await this.once(stop), stop);
  }

  /** Answers how long to wait before the next beat. */
  private async once(stop: AbortSignal): Promise<number> {
    const { times } = this.options;
    try {
      if (!this.registered || !(await this.renew(stop))) await this.register(stop);
      this.failures = 0;
      this.reason = null;
      return times.heartbeatMs;
    } catch (error) {
      if (!stop.aborted) this.noteFailure(error);
      return Math.min(retryAfter(this.failures, times), this.registered ? times.heartbeatMs : Infinity);
    }
  }

  private async register(stop: AbortSignal): Promise<void> {
    const { service } = this.options;
    this.registered = false;
    await this.agent.register(service, stop);
    if (!(await this.renew(stop))) throw new Error("Consul's agent forgot the service at once");
    this.registered = true;
    this.logger.log({ msg: 'Registered with Consul', service_id: service.ID, port: service.Port });
  }

  /** False when the agent does not know this service (any more). */
  private async renew(stop: AbortSignal): Promise<boolean> {
    const { service, probe } = this.options;
    if (!('TTL' in service.Check)) return this.agent.knows(service.ID, stop);
    const wellness = await probe().catch((error: unknown) => ({
      isWell: false,
      note: reasonOf('consul', error),
    }));
    return this.agent.tell(service.ID, wellness, stop);
  }

  private noteFailure(error: unknown): void {
    this.failures += 1;
    this.reason = reasonOf('consul', error);
    if (this.failures > 1) return;
    const says = 'Consul is not told about this service now; the service goes on, and tries again';
    this.logger.warn({ msg: says, service_id: this.options.service.ID, reason: this.reason });
  }
}
