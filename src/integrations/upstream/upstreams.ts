import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import { ADDRESS_BOOK, type AddressBook } from './address-book.js';
import { isPlatformRefusal } from './platform-refusal.js';
import { PooledUpstreamHttp } from './pooled-upstream-http.js';
import { FixedAddress, type UpstreamAddress } from './upstream-address.js';
import type { UpstreamHttp } from './upstream-http.js';
import type { UpstreamName, UpstreamState } from './upstream.js';

/** The services of the platform that may be asked over HTTP. */
const PLATFORM = ['product', 'wallet', 'payment', 'subscription'] as const;
export type PlatformService = (typeof PLATFORM)[number];

/** An upstream that has a client of its own and tells how it is doing. */
type WatchedUpstream = Pick<UpstreamHttp, 'name' | 'state'>;

/** All upstreams of this process: one client each, and how they are doing. */
@Injectable()
export class Upstreams implements OnApplicationShutdown {
  private readonly clients = new Map<UpstreamName, PooledUpstreamHttp>();
  private readonly watched = new Map<UpstreamName, WatchedUpstream>();

  constructor(
    @Inject(APP_CONFIG) config: Pick<AppConfig, 'integrations'>,
    @Inject(ADDRESS_BOOK) book: AddressBook | null,
  ) {
    const { integrations } = config;
    for (const name of PLATFORM) {
      if (integrations[name].client !== 'http') continue;
      const address = addressOf(name, integrations[name].url, book);
      const client = new PooledUpstreamHttp(name, address, integrations.http, isPlatformRefusal);
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

function addressOf(name: PlatformService, url: string | null, book: AddressBook | null): UpstreamAddress {
  if (url !== null) return new FixedAddress(url);
  if (book === null) throw new Error(`Nobody knows where the ${name} service is`);
  return book.addressOf(name);
}
