import { resolve } from 'node:path';
import type {
  AppConfig,
  BulkConfig,
  DatabaseConfig,
  EngineConfig,
  HttpConfig,
  LogConfig,
  ReadsConfig,
  SettlementConfig,
} from './app-config.js';
import { ConfigurationError } from './configuration-error.js';
import { cellsOf, contradictions, poolSizeOf } from './contradictions.js';
import { tlsOf, withoutTlsParameters } from './database-url.js';
import type { Environment } from './environment.js';
import { integrationsConfig } from './load-integrations.js';
import { type ProcessEnvironment, processEnvironment, readEnvironment } from './read-environment.js';
import { packageVersion } from './version.js';
import { withoutEffect } from './without-effect.js';

const MIB = 1024 * 1024;

/** The validated configuration, or a ConfigurationError that names every bad variable and its remedy. */
export function loadConfig(values: ProcessEnvironment = processEnvironment()): AppConfig {
  const environment = readEnvironment(values);
  const faults = contradictions(environment);
  if (faults.length > 0) throw new ConfigurationError(faults);
  const production = environment.ENV === 'production';
  return {
    environment: environment.ENV ?? 'development',
    version: packageVersion(),
    http: httpConfig(environment),
    database: databaseConfig(environment),
    reads: readsConfig(environment),
    engine: engineConfig(environment),
    settlement: settlementConfig(environment),
    integrations: integrationsConfig(environment),
    admin: { token: environment.ADMIN_TOKEN ?? null },
    bulk: bulkConfig(environment),
    log: logConfig(environment),
    demo: environment.DEMO_DATA ?? (environment.DATABASE_URL === undefined && !production),
    warnings: withoutEffect(environment),
  };
}

function httpConfig(environment: Environment): HttpConfig {
  return {
    host: environment.BILLING_SERVICE_SERVICE_HOST ?? '127.0.0.1',
    port: environment.BILLING_SERVICE_PORT ?? (environment.ENV === 'production' ? 8216 : 8241),
    platform: environment.HTTP_PLATFORM ?? 'express',
    bodyLimitBytes: environment.BODY_LIMIT_BYTES ?? MIB,
    bodyTimeoutMs: environment.BODY_TIMEOUT_MS ?? 30_000,
    maxConnections: environment.MAX_CONNECTIONS ?? 4_096,
    requestDeadlineMs: environment.REQUEST_DEADLINE_MS ?? 10_000,
    drainTimeoutMs: environment.DRAIN_TIMEOUT_MS ?? 10_000,
  };
}

function databaseConfig(environment: Environment): DatabaseConfig {
  const cells = cellsOf(environment);
  return {
    source: sourceOf(environment),
    schema: environment.DATABASE_SCHEMA ?? 'dev',
    poolSize: poolSizeOf(environment),
    pooler: environment.DATABASE_POOLER ?? 'session',
    cells,
    connectTimeoutMs: environment.DATABASE_CONNECT_TIMEOUT_MS ?? 5_000,
  };
}

/** Half of what the lanes leave: the other half is for the catalogue's writes and for what billing itself asks. */
function readsConfig(environment: Environment): ReadsConfig {
  const besideLanes = poolSizeOf(environment) - cellsOf(environment);
  return {
    limit: environment.READ_LIMIT ?? Math.max(1, Math.floor(besideLanes / 2)),
    queueLimit: environment.READ_QUEUE_LIMIT ?? 256,
  };
}

function sourceOf(environment: Environment): DatabaseConfig['source'] {
  const { DATABASE_URL: url, DATABASE_MIGRATION_URL: migrationUrl = url } = environment;
  if (url === undefined || migrationUrl === undefined) {
    return { kind: 'embedded', dataDir: resolve(environment.EMBEDDED_DATA_DIR ?? '.data/postgres') };
  }
  const tls = tlsOf(environment, url);
  if (tls !== null && 'sentence' in tls) throw new ConfigurationError([tls]);
  return {
    kind: 'external',
    url: withoutTlsParameters(url),
    migrationUrl: withoutTlsParameters(migrationUrl),
    tls,
  };
}

function engineConfig(environment: Environment): EngineConfig {
  return {
    batchLimit: environment.BATCH_LIMIT ?? 256,
    queueLimit: environment.QUEUE_LIMIT ?? 4_096,
    lockTimeoutMs: environment.LOCK_TIMEOUT_MS ?? 1_000,
    statementTimeoutMs: environment.STATEMENT_TIMEOUT_MS ?? 10_000,
    retryDeadlineMs: environment.RETRY_DEADLINE_MS ?? 10_000,
    refusalsPerMinute: environment.REFUSALS_PER_MINUTE ?? 6_000,
    directoryCacheSize: environment.DIRECTORY_CACHE_SIZE ?? 100_000,
    priceBookLimit: environment.PRICE_BOOK_LIMIT ?? 100_000,
    keyRetentionDays: environment.KEY_RETENTION_DAYS ?? 90,
    keyPurgeIntervalMs: environment.KEY_PURGE_INTERVAL_MS ?? 3_600_000,
    clockOffsetMs: environment.CLOCK_OFFSET_MS ?? 0,
  };
}

function settlementConfig(environment: Environment): SettlementConfig {
  return {
    waitMs: environment.PAYMENT_WAIT_MS ?? 5_000,
    callTimeoutMs: environment.PAYMENT_CALL_TIMEOUT_MS ?? 10_000,
    pollIntervalMs: environment.RECONCILE_INTERVAL_MS ?? 1_000,
    recheckMs: environment.RECONCILE_RECHECK_MS ?? 5_000,
    tries: environment.SETTLEMENT_TRIES ?? 8,
  };
}

function bulkConfig(environment: Environment): BulkConfig {
  return {
    requests: environment.BULK_REQUESTS ?? 4,
    lines: environment.BULK_LINES ?? 1_000_000,
    idleTimeoutMs: environment.BULK_IDLE_TIMEOUT_MS ?? 30_000,
  };
}

function logConfig(environment: Environment): LogConfig {
  const { LOKI_URL: url, LOKI_TENANT: tenant = null } = environment;
  return { level: environment.LOG_LEVEL ?? 'info', loki: url === undefined ? null : { url, tenant } };
}
