import type { AppConfig } from '../../src/config/app-config.js';
import { integrationsConfig } from '../../src/config/load-integrations.js';

/** Overrides go one level into each part of the configuration. */
export type ConfigOverrides = {
  [Part in keyof AppConfig]?: AppConfig[Part] extends readonly unknown[] | string | boolean
    ? AppConfig[Part]
    : Partial<AppConfig[Part]>;
};

/** The configuration of a suite: defaults as in production, short waits. */
export function testConfig(overrides: ConfigOverrides = {}): AppConfig {
  return {
    environment: 'test',
    version: '0.0.0-test',
    demo: false,
    warnings: [],
    ...pick(overrides, 'environment', 'version', 'demo', 'warnings'),
    http: {
      host: '127.0.0.1',
      port: 0,
      platform: process.env.HTTP_PLATFORM === 'fastify' ? 'fastify' : 'express',
      bodyLimitBytes: 1024 * 1024,
      bodyTimeoutMs: 30_000,
      maxConnections: 4_096,
      requestDeadlineMs: 10_000,
      drainTimeoutMs: 5_000,
      ...overrides.http,
    },
    database: {
      source: { kind: 'external', url: NO_DATABASE, migrationUrl: NO_DATABASE, tls: null },
      schema: 'dev',
      poolSize: 8,
      pooler: 'session',
      cells: 2,
      connectTimeoutMs: 5_000,
      ...overrides.database,
    },
    reads: { limit: 3, queueLimit: 256, ...overrides.reads },
    engine: {
      batchLimit: 256,
      queueLimit: 4096,
      lockTimeoutMs: 1_000,
      statementTimeoutMs: 10_000,
      retryDeadlineMs: 10_000,
      refusalsPerMinute: 6_000,
      directoryCacheSize: 100_000,
      priceBookLimit: 100_000,
      keyRetentionDays: 90,
      keyPurgeIntervalMs: 3_600_000,
      clockOffsetMs: 0,
      ...overrides.engine,
    },
    settlement: {
      waitMs: 5_000,
      callTimeoutMs: 2_000,
      pollIntervalMs: 100,
      recheckMs: 100,
      tries: 8,
      ...overrides.settlement,
    },
    integrations: { ...integrationsConfig({}), ...overrides.integrations },
    admin: { token: null, ...overrides.admin },
    bulk: { requests: 4, lines: 1_000_000, idleTimeoutMs: 30_000, ...overrides.bulk },
    log: { level: 'silent', loki: null, ...overrides.log },
  };
}

/** Nothing listens on port 1: a suite that forgot to name its database fails at once. */
const NO_DATABASE = 'postgres://nobody@127.0.0.1:1/none';

function pick<T extends object, K extends keyof T>(from: T, ...keys: K[]): Partial<Pick<T, K>> {
  return Object.fromEntries(
    keys.filter((key) => from[key] !== undefined).map((key) => [key, from[key]]),
  ) as Partial<Pick<T, K>>;
}
