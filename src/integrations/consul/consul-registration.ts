import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { UpstreamState } from '../upstream/upstream.js';
import { Upstreams } from '../upstream/upstreams.js';
import { ConsulAddressBook } from './consul-address-book.js';
import { ConsulAgent, type Wellness } from './consul-agent.js';
import { CONSUL_TIMES } from './consul-times.js';
import { Heartbeat } from './heartbeat.js';
import { registeredService } from './registered-service.js';

/** This service in Consul's catalogue, from the first request it can take to the last. */
@Injectable()
export class ConsulRegistration implements OnModuleDestroy {
  private heartbeat: Heartbeat | null = null;

  constructor(
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'version'>,
    private readonly agent: ConsulAgent,
    private readonly book: ConsulAddressBook,
    private readonly upstreams: Upstreams,
  ) {}

  /** To be called when the service listens on `port`. Returns at once; without Consul it does nothing. */
  begin(port: number, probe: () => Promise<Wellness>): void {
    const consul = this.agent.config;
    if (consul === null) return;
    const service = registeredService(consul, port, this.config.version, CONSUL_TIMES.ttlMs);
    const heartbeat = new Heartbeat(this.agent, { service, probe, times: CONSUL_TIMES });
    this.heartbeat = heartbeat;
    this.upstreams.watch({ name: 'consul', state: () => this.state() });
    heartbeat.begin();
  }

  /** To be called when the service begins to refuse requests; a second call does nothing. */
  async end(): Promise<void> {
    const { heartbeat } = this;
    this.heartbeat = null;
    await heartbeat?.end();
  }

  /** For an application that is closed without a word. */
  onModuleDestroy(): Promise<void> {
    return this.end();
  }

  /** Its last error is the one that keeps Consul from doing its part now. */
  private state(): UpstreamState {
    const state = this.agent.state();
    if (state === null) throw new Error('Consul is not configured');
    return { ...state, lastError: this.heartbeat?.trouble ?? this.book.trouble };
  }
}
