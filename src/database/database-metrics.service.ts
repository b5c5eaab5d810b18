import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { Metrics } from '../observability/metrics/metrics.service.js';
import { Database } from './database.service.js';
import { Reads } from './reads/reads.service.js';

/** What Prometheus reads of the connection pool. */
@Injectable()
export class DatabaseMetrics {
  constructor(metrics: Metrics, database: Database, reads: Reads, @Inject(APP_CONFIG) config: AppConfig) {
    metrics.describe(
      {
        name: 'billing_database_connections',
        help: 'Connections of the pool, idle and in use; each lane of the engine keeps one in use.',
        kind: 'gauge',
        read: () => {
          const { idle, used } = database.connections();
          return [
            { labels: { state: 'idle' }, value: idle },
            { labels: { state: 'used' }, value: used },
          ];
        },
      },
      {
        name: 'billing_database_connections_limit',
        help: 'Most connections of the pool (DATABASE_POOL_SIZE).',
        kind: 'gauge',
        read: () => [{ value: config.database.poolSize }],
      },
      {
        name: 'billing_database_connection_waiters',
        help: 'Work that waits for a connection of the pool.',
        kind: 'gauge',
        read: () => [{ value: database.connections().waiting }],
      },
      {
        name: 'billing_database_reads_waiting',
        help: 'Lists and statistics that wait for their turn at the database.',
        kind: 'gauge',
        read: () => [{ value: reads.waiting }],
      },
    );
  }
}
