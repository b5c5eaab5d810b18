import { Module } from '@nestjs/common';
import { ConsulAddressBook } from '../consul/consul-address-book.js';
import { ConsulAgent } from '../consul/consul-agent.js';
import { ConsulRegistration } from '../consul/consul-registration.js';
import { ADDRESS_BOOK } from './calls/address-book.js';
import { Upstreams } from './upstreams.js';

/** HTTP to the services around billing, where they are, and how they find this one. */
@Module({
  providers: [
    ConsulAgent,
    ConsulAddressBook,
    { provide: ADDRESS_BOOK, useExisting: ConsulAddressBook },
    Upstreams,
    ConsulRegistration,
  ],
  exports: [Upstreams],
})
export class UpstreamModule {}
