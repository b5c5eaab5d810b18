import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { ADDRESS_BOOK, type AddressBook } from './calls/address-book.js';
import { isPlatformRefusal } from './platform-refusal.js';
import { PlatformHttp } from './platform-http.js';
import { PLATFORM_SERVICES, type PlatformService } from './platform-service.js';
import { PooledUpstreamHttp } from './calls/pooled-upstream-http.js';
import { FixedAddress } from './calls/upstream-address.js';
import type { UpstreamHttp } from './calls/upstream-http.js';
import type { UpstreamName, UpstreamState } from './upstream.js';

export type { PlatformService } from './platform-service.js';

/** An upstream that has a client of its own and tells how it is doing. */
type WatchedUpstream = Pick<UpstreamHttp, 'name' | 'state'>;

/** All upstreams of this process: one client each, and how they are doing. */
@Injectable()
export class Upstreams implements OnApplicationShutdown {
  private readonly clients = new Map<UpstreamName, PlatformHttp>();
  private readonly watched = new Map<UpstreamName, WatchedUpstream>();

  constructor(
    @Inject(APP_CONFIG) config: Pick<AppConfig, 'integrations'>,
    @Inject(ADDRESS_BOOK) book: AddressBook,
  ) {
    const { integrations } = config;
    for (const name of PLATFORM_SERVICES) {
      if (integrations[name].client !== 'http') continue;
      const { url } = integrations[name];
      const address = url === null ? book.addressOf(name) : new FixedAddress(url);
      const http = new PooledUpstreamHttp(name, address, integrations.http, isPlatformRefusal);
      const client = new PlatformHttp(http, integrations.generation);
      this.clients.set(name, client);
      this.watched.set(name, client);
    }
  }

  /** Throws for a service that the configuration does not reach over HTTP. */
  http(name: PlatformService): UpstreamHttp {
    const client = this.clients.get(name);
    if (!client) throw new Error(`The ${name} service is not configured to be reached over HTTP`);
    return client;
  }

  /** Shows an upstream that is reached by other means among the others. */
  watch(upstream: WatchedUpstream): void {
    this.watched.set(upstream.name, upstream);
  }

  /** In the order of their names; without those that are not configured. */
  states(): UpstreamState[] {
    return [...this.watched.values()]
      .map((upstream) => upstream.state())
      .toSorted((a, b) => a.name.localeCompare(b.name));
  }

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.close()));
  }
}
