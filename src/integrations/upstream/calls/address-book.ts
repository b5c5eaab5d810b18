import type { PlatformService } from '../platform-service.js';
import type { UpstreamAddress } from './upstream-address.js';

/** Knows where services are that the configuration gives no URL for. */
export interface AddressBook {
  addressOf(name: PlatformService): UpstreamAddress;
}

/** Nest injection token of the AddressBook. */
export const ADDRESS_BOOK = Symbol('AddressBook');
