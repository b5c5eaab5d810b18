import type { UpstreamAddress } from './upstream-address.js';
import type { UpstreamName } from './upstream.js';

/** Knows where upstreams are that the configuration gives no URL for. */
export interface AddressBook {
  addressOf(name: UpstreamName): UpstreamAddress;
}

/** Nest injection token of the AddressBook; null without one. */
export const ADDRESS_BOOK = Symbol('AddressBook');
