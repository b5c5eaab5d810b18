import { Inject, Injectable, Optional } from '@nestjs/common';
import { Backlog, type BacklogLine } from '../billing/settlement/backlog.service.js';
import {
  PRICE_FRESHNESS,
  type PriceFreshnessFigures,
  type PriceFreshnessPort,
} from '../integrations/product/price-freshness.port.js';
import type { UpstreamState } from '../integrations/upstream/upstream.js';
import { Upstreams } from '../integrations/upstream/upstreams.js';

/** How the services around this one are doing, and what waits for them. Asks nobody but the database, seldom. */
@Injectable()
export class Surroundings {
  constructor(
    private readonly upstreamClients: Upstreams,
    private readonly unsettled: Backlog,
    @Optional() @Inject(PRICE_FRESHNESS) private readonly freshness: PriceFreshnessPort | null,
  ) {}

  /** Those that are configured. */
  upstreams(): readonly UpstreamState[] {
    return this.upstreamClients.states();
  }

  /** Null when the database does not say. */
  backlog(): Promise<readonly BacklogLine[] | null> {
    return this.unsettled.figures();
  }

  /** Null where prices are our own. */
  prices(): PriceFreshnessFigures | null {
    return this.freshness?.figures ?? null;
  }
}
