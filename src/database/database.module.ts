import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { Clock } from './clock.service.js';
import { dataSourceOptions } from './connections/data-source.js';
import { ObservabilityModule } from '../observability/observability.module.js';
import { DatabaseMetrics } from './database-metrics.service.js';
import { Database } from './database.service.js';
import { Reads } from './reads/reads.service.js';
import { WriteKeys } from './write-keys.store.js';

/**
 * The data source, its repositories (`TypeOrmModule.forFeature([...])` in the module that owns the entity) and
 * `Database` for SQL. No retries here: the start has checked the database by now, and says better what is wrong.
 */
@Global()
@Module({
  imports: [
    ObservabilityModule,
    TypeOrmModule.forRootAsync({
      inject: [APP_CONFIG],
      useFactory: (config: AppConfig) => ({ ...dataSourceOptions(config.database), retryAttempts: 0 }),
    }),
  ],
  providers: [Database, Reads, Clock, WriteKeys, DatabaseMetrics],
  exports: [Database, Reads, Clock, WriteKeys],
})
export class DatabaseModule {}
