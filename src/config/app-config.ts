import type { IntegrationsConfig } from './integrations-config.js';

/**
 * The whole configuration, validated once from the environment (see `load-config.ts`, the only reader of
 * `process.env`). Units are last in names.
 */
export interface AppConfig {
  readonly environment: 'development' | 'production' | 'test';
  /** package.json's version. */
  readonly version: string;
  readonly http: HttpConfig;
  readonly database: DatabaseConfig;
  readonly reads: ReadsConfig;
  readonly engine: EngineConfig;
  readonly settlement: SettlementConfig;
  readonly integrations: IntegrationsConfig;
  /** The operator's routes; without a token there are none. */
  readonly admin: { readonly token: string | null };
  readonly bulk: BulkConfig;
  readonly log: LogConfig;
  /** Fill the demo data at the start (embedded database only). */
  readonly demo: boolean;
  /** One sentence each, printed once at the start (`SUPABASE_LOCAL_URL`). */
  readonly warnings: readonly string[];
}

export interface HttpConfig {
  readonly host: string;
  readonly port: number;
  /** The framework behind Nest. */
  readonly platform: 'express' | 'fastify';
  readonly bodyLimitBytes: number;
  /** How long a body that is read whole may take to arrive. */
  readonly bodyTimeoutMs: number;
  /** Most connections of clients; what comes on top is closed at once. */
  readonly maxConnections: number;
  /** How long a caller waits for an engine answer before 503 (not begun) or 504 (unknown). */
  readonly requestDeadlineMs: number;
  /** How long a stop waits for requests in flight. */
  readonly drainTimeoutMs: number;
}

export interface DatabaseConfig {
  readonly source: EmbeddedDatabase | ExternalDatabase;
  readonly schema: string;
  readonly poolSize: number;
  /** `transaction` behind a transaction-mode pooler: no named statements, no session state. */
  readonly pooler: 'session' | 'transaction';
  /** How many cells the first migration opens. */
  readonly cells: number;
  readonly connectTimeoutMs: number;
}

export interface EmbeddedDatabase {
  readonly kind: 'embedded';
  readonly dataDir: string;
}

export interface ExternalDatabase {
  readonly kind: 'external';
  readonly url: string;
  readonly migrationUrl: string;
  readonly tls: TlsConfig | null;
}

export interface TlsConfig {
  readonly rejectUnauthorized: boolean;
  /** PEM text of the certificate authority. */
  readonly ca: string | null;
}

export interface ReadsConfig {
  /** Most lists and statistics that are read at once; past it they wait. */
  readonly limit: number;
  /** Most that wait; past it 503. */
  readonly queueLimit: number;
}

export interface EngineConfig {
  /** Most commands in one batch. */
  readonly batchLimit: number;
  /** Most commands that wait for one lane; past it 503. */
  readonly queueLimit: number;
  readonly lockTimeoutMs: number;
  readonly statementTimeoutMs: number;
  /** How long a lane goes on retrying serialization failures and deadlocks of one batch. */
  readonly retryDeadlineMs: number;
  /** Refused records kept per account and minute; past it nothing is stored. */
  readonly refusalsPerMinute: number;
  /** Most owners remembered in memory. */
  readonly directoryCacheSize: number;
  /** Most prices of all products together; each is kept in memory. */
  readonly priceBookLimit: number;
  /** How long the key of a write without a record is remembered. */
  readonly keyRetentionDays: number;
  /** How often older keys are looked for. */
  readonly keyPurgeIntervalMs: number;
  /** Added to the database's clock; tests only. */
  readonly clockOffsetMs: number;
}

export interface SettlementConfig {
  /** How long a request waits for its payment before 202. */
  readonly waitMs: number;
  /** How long one call that moves money at an upstream may take. */
  readonly callTimeoutMs: number;
  /** How often the reconciler looks for due attempts. */
  readonly pollIntervalMs: number;
  /** How long after a time-out the reconciler asks. */
  readonly recheckMs: number;
  /** How often a record's settlement is tried again before it is failed for good. */
  readonly tries: number;
}

/** Of `usage/record/batch`. */
export interface BulkConfig {
  /** Most of them at once; one more gets 503. */
  readonly requests: number;
  /** Most lines of one stream. */
  readonly lines: number;
  /** How long a client may neither send nor read before its stream ends. */
  readonly idleTimeoutMs: number;
}

export interface LogConfig {
  readonly level: string;
  /** Log lines go there too; null: to standard output alone. */
  readonly loki: { readonly url: string; readonly tenant: string | null } | null;
}

/** Nest injection token of the AppConfig. */
export const APP_CONFIG = Symbol('AppConfig');
