import { InitialSchema1795350000000 } from './1795350000000-initial-schema.js';
import { UpstreamPrices1796000000002 } from './1796000000002-upstream-prices.js';
import { Stripe1796000000003 } from './1796000000003-stripe.js';

/** In the order they run. A landed migration is never edited. */
export const MIGRATIONS = [InitialSchema1795350000000, UpstreamPrices1796000000002, Stripe1796000000003];
