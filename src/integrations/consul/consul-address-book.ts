import { Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import type { AddressBook } from '../upstream/calls/address-book.js';
import type { PlatformService } from '../upstream/platform-service.js';
import type { UpstreamAddress } from '../upstream/calls/upstream-address.js';
import { ConsulAgent } from './consul-agent.js';
import { CONSUL_TIMES } from './consul-times.js';
import { ServiceWatch } from './service-watch.js';

/** The names that the platform's services have in Consul. */
const CONSUL_NAMES: Readonly<Record<PlatformService, string>> = {
  product: 'product_service',
  wallet: 'wallet_service',
  payment: 'payment_service',
  subscription: 'subscription_service',
};

/** Finds upstreams through Consul. */
@Injectable()
export class ConsulAddressBook implements AddressBook, OnModuleInit, OnApplicationShutdown {
  private readonly watches = new Map<PlatformService, ServiceWatch>();
  private readonly stop = new AbortController();
  private followed: Promise<unknown> = Promise.resolve();

  constructor(private readonly agent: ConsulAgent) {}

  addressOf(name: PlatformService): UpstreamAddress {
    if (this.agent.config === null) throw new Error(`Nobody knows where the ${name} service is`);
    const watch = new ServiceWatch(this.agent, CONSUL_NAMES[name], CONSUL_TIMES);
    this.watches.set(name, watch);
    return watch;
  }

  /** Why Consul does not say where some service is, now; null when it says of all. */
  get trouble(): string | null {
    return [...this.watches.values()].map(({ trouble }) => trouble).find((reason) => reason !== null) ?? null;
  }

  onModuleInit(): void {
    this.followed = Promise.all([...this.watches.values()].map((watch) => watch.follow(this.stop.signal)));
  }

  async onApplicationShutdown(): Promise<void> {
    this.stop.abort();
    await this.followed;
  }
}
