import { Module } from '@nestjs/common';
import { ADDRESS_BOOK } from './address-book.js';
import { Upstreams } from './upstreams.js';

/** HTTP to the services around billing. */
@Module({
  providers: [{ provide: ADDRESS_BOOK, useValue: null }, Upstreams],
  exports: [Upstreams],
})
export class UpstreamModule {}
