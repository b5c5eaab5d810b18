import { Module } from '@nestjs/common';
import { DatabaseModule } from '../database/database.module.js';
import { CommandPreparer } from './command-preparer.js';
import { EngineMetrics } from './figures/engine-metrics.service.js';
import { Engine } from './engine.service.js';
import { OwnerDirectory } from './owner-directory.js';
import { PriceBook } from './pricing/price-book.js';
import { Quoter } from './pricing/quoter.js';
import { RemoteStanding } from './remote-standing.js';
import { KeyPurge } from './retention/key-purge.service.js';

@Module({
  imports: [DatabaseModule],
  providers: [
    Engine,
    OwnerDirectory,
    PriceBook,
    CommandPreparer,
    Quoter,
    KeyPurge,
    EngineMetrics,
    RemoteStanding,
  ],
  exports: [Engine, OwnerDirectory, PriceBook, RemoteStanding],
})
export class EngineModule {}
