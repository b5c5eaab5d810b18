import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ExternalDatabase } from './app-config.js';
import { ConfigurationError } from './configuration-error.js';
import { loadConfig } from './load-config.js';
import type { ProcessEnvironment } from './read-environment.js';
import { packageVersion } from './version.js';

const URL = 'postgres://billing:secret@db.example:5432/billing';

function sentencesOf(environment: ProcessEnvironment): string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.faults.map(({ sentence }) => sentence);
    throw error;
  }
  return [];
}

function externalOf(environment: ProcessEnvironment): ExternalDatabase {
  const { source } = loadConfig({ DATABASE_URL: URL, ...environment }).database;
  if (source.kind !== 'external') throw new Error('expected an external database');
  return source;
}

describe('loadConfig', () => {
  it('needs nothing: an embedded database, the demo, and a loopback port', () => {
    const config = loadConfig({});
    expect(config).toMatchObject({
      environment: 'development',
      version: packageVersion(),
      http: { host: '127.0.0.1', port: 8241, bodyLimitBytes: 1024 * 1024, requestDeadlineMs: 10_000 },
      database: {
        source: { kind: 'embedded', dataDir: join(process.cwd(), '.data/postgres') },
        schema: 'dev',
      },
      demo: true,
      warnings: [],
    });
    expect(config.database.cells).toBeGreaterThanOrEqual(2);
    expect(config.database.poolSize).toBe(10 + config.database.cells);
  });

  it('listens on 8216 without demo data in production', () => {
    expect(loadConfig({ ENV: 'production', DATABASE_URL: URL })).toMatchObject({
      demo: false,
      http: { port: 8216 },
    });
    expect(loadConfig({ ENV: 'production', EMBEDDED_POSTGRES: 'true' })).toMatchObject({
      demo: false,
      database: { source: { kind: 'embedded' } },
    });
  });

  it('takes an empty variable for an unset one', () => {
    expect(loadConfig({ BILLING_SERVICE_PORT: '', DATABASE_URL: ' ' }).http.port).toBe(8241);
  });

  it('accepts the specification’s example and warns once of each variable without effect', () => {
    const config = loadConfig({
      BILLING_SERVICE_PORT: '8216',
      BILLING_SERVICE_SERVICE_HOST: 'localhost',
      SUPABASE_LOCAL_URL: 'http://127.0.0.1:54321',
      CONSUL_ENABLED: 'true',
    });
    expect(config.http).toMatchObject({ host: 'localhost', port: 8216 });
    expect(config.integrations.consul).toMatchObject({
      agentUrl: 'http://127.0.0.1:8500',
      serviceName: 'billing_service',
      address: 'localhost',
    });
    expect(config.warnings).toEqual([expect.stringContaining('SUPABASE_LOCAL_URL')]);
  });

  it.each([
    ['BILLING_SERVICE_PORT', '0', '"0", it must be a whole number from 1 to 65535'],
    ['BILLING_SERVICE_PORT', '65536', 'from 1 to 65535'],
    ['BILLING_SERVICE_PORT', '80a', 'a whole number'],
    ['BILLING_SERVICE_PORT', '1e3', 'a whole number'],
    ['BILLING_SERVICE_SERVICE_HOST', 'no host', 'a host name or an IP address'],
    ['ENV', 'staging', 'one of development, production, test'],
    ['LOG_LEVEL', 'loud', 'one of fatal'],
    ['CONSUL_ENABLED', 'maybe', 'true or false'],
    ['SUPABASE_LOCAL_URL', 'localhost', 'a URL'],
    ['DATABASE_SCHEMA', 'pg_catalog', 'a schema name'],
    ['DATABASE_SCHEMA', 'a"b', 'a schema name'],
    ['DATABASE_POOLER', 'statement', 'one of session, transaction'],
    ['DATABASE_TLS', 'on', 'one of off, require, verify'],
    ['CELLS', '65', 'from 1 to 64'],
    ['BATCH_LIMIT', '0', 'from 1 to 1024'],
    ['DATABASE_POOL_SIZE', '3', 'CELLS + 3'],
  ])('refuses %s=%s with one sentence that names it and the rule', (name, value, rule) => {
    const [sentence, ...others] = sentencesOf({ CELLS: '2', DATABASE_URL: URL, [name]: value });
    expect(others).toEqual([]);
    expect(sentence).toMatch(new RegExp(`^${name} `));
    expect(sentence).toContain(rule);
  });

  it('keeps a bad token out of the sentence', () => {
    const [sentence] = sentencesOf({ ADMIN_TOKEN: 'too-short' });
    expect(sentence).toBe('ADMIN_TOKEN is not valid, it must be 16 to 512 visible ASCII characters.');
  });

  it('names every bad variable at once', () => {
    expect(sentencesOf({ BILLING_SERVICE_PORT: 'x', ENV: 'y', LOG_LEVEL: 'z' })).toHaveLength(3);
  });

  it.each([
    ['a database in production', { ENV: 'production' }, 'DATABASE_URL'],
    ['a database when the embedded one is switched off', { EMBEDDED_POSTGRES: 'false' }, 'DATABASE_URL'],
    ['one database', { EMBEDDED_POSTGRES: 'true', DATABASE_URL: URL }, 'EMBEDDED_POSTGRES'],
    ['a service URL beside the migration URL', { DATABASE_MIGRATION_URL: URL }, 'DATABASE_MIGRATION_URL'],
    ['no demo data in an outside database', { DATABASE_URL: URL, DEMO_DATA: 'true' }, 'DEMO_DATA'],
    ['a database name', { DATABASE_URL: 'postgres://db.example' }, 'DATABASE_URL'],
    ['a known sslmode', { DATABASE_URL: `${URL}?sslmode=prefer` }, 'DATABASE_URL'],
    [
      'the true clock in production',
      { ENV: 'production', DATABASE_URL: URL, CLOCK_OFFSET_MS: '5' },
      'CLOCK_OFFSET_MS',
    ],
  ])('asks for %s', (_, environment, name) => {
    expect(sentencesOf(environment)).toEqual([expect.stringMatching(new RegExp(`^${name} `))]);
  });

  it('never shows the password of a bad URL', () => {
    expect(sentencesOf({ DATABASE_URL: 'mysql://billing:secret@db/billing' })).toEqual([
      expect.not.stringContaining('secret'),
    ]);
  });
});

describe('TLS to the database', () => {
  let directory: string;
  let caFile: string;

  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'billing-config-'));
    caFile = join(directory, 'ca.pem');
    writeFileSync(caFile, 'PEM');
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  it.each([
    ['nothing', '', {}, null],
    ['sslmode=disable', '?sslmode=disable', {}, null],
    ['sslmode=require', '?sslmode=require', {}, { rejectUnauthorized: false, ca: null }],
    ['sslmode=verify-full', '?sslmode=verify-full', {}, { rejectUnauthorized: true, ca: null }],
    [
      'DATABASE_TLS over sslmode',
      '?sslmode=disable',
      { DATABASE_TLS: 'verify' },
      { rejectUnauthorized: true, ca: null },
    ],
    ['DATABASE_TLS=off', '?sslmode=require', { DATABASE_TLS: 'off' }, null],
  ])('follows %s', (_, query, environment, tls) => {
    expect(externalOf({ DATABASE_URL: URL + query, ...environment }).tls).toEqual(tls);
  });

  it('verifies against a certificate authority of its own', () => {
    expect(externalOf({ DATABASE_CA_FILE: caFile }).tls).toEqual({ rejectUnauthorized: true, ca: 'PEM' });
  });

  it('names the certificate file that cannot be read', () => {
    expect(sentencesOf({ DATABASE_URL: URL, DATABASE_CA_FILE: join(directory, 'none.pem') })).toEqual([
      expect.stringMatching(/^DATABASE_CA_FILE names .*none\.pem/),
    ]);
  });

  it('keeps other parameters of the URL, and migrates at the same URL unless told otherwise', () => {
    const source = externalOf({ DATABASE_URL: `${URL}?sslmode=require&options=-cgeqo%3Doff` });
    expect(source.url).toBe(`${URL}?options=-cgeqo%3Doff`);
    expect(source.migrationUrl).toBe(source.url);
    expect(externalOf({ DATABASE_MIGRATION_URL: `${URL}2` }).migrationUrl).toBe(`${URL}2`);
  });
});
