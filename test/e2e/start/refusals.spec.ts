import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { createEmptyDatabase } from '../../support/database/database.js';
import { databaseProcesses, freePort, runService } from '../../support/service/service-process.js';
import { TemporaryDirectory } from './temporary-directory.js';

jest.setTimeout(60_000);

const START_LIMIT_MS = 10_000;

describe('a start that cannot succeed ends with one sentence', () => {
  let directory: TemporaryDirectory;

  beforeEach(async () => {
    directory = await TemporaryDirectory.create();
  });
  afterEach(() => directory.remove());

  /** The one line on standard error. */
  async function refusal(env: Record<string, string>): Promise<string> {
    const exit = await runService({ env: { EMBEDDED_DATA_DIR: directory.dataDir, ...env } });
    expect(exit.code).toBe(1);
    expect(exit.durationMs).toBeLessThan(START_LIMIT_MS);
    expect(exit.stderr.trimEnd().split('\n')).toHaveLength(1);
    expect(databaseProcesses(directory.dataDir)).toEqual([]);
    return exit.stderr.trimEnd();
  }

  it('about a wrong variable', async () => {
    expect(await refusal({ BILLING_SERVICE_PORT: 'eighty' })).toMatch(/^BILLING_SERVICE_PORT .* must be /);
    expect(await refusal({ ENV: 'production' })).toMatch(/^DATABASE_URL is required with ENV=production: /);
  });

  it('about a taken port, before anything is started', async () => {
    const taker = await listening();
    try {
      const port = String((taker.address() as { port: number }).port);
      expect(await refusal({ BILLING_SERVICE_PORT: port })).toMatch(
        /^BILLING_SERVICE_PORT: .* taken .* free port\.$/,
      );
    } finally {
      taker.close();
    }
  });

  it('about an address of another machine', async () => {
    const sentence = await refusal({ BILLING_SERVICE_SERVICE_HOST: '192.0.2.1' });
    expect(sentence).toMatch(/^BILLING_SERVICE_SERVICE_HOST: /);
  });

  it('about a database that does not answer', async () => {
    const url = `postgres://user:secret@127.0.0.1:${await freePort()}/none`;
    const sentence = await refusal({ DATABASE_URL: url });
    expect(sentence).toMatch(/^DATABASE_URL: no Postgres answers at 127\.0\.0\.1/);
    expect(sentence).not.toContain('secret');
  });

  it('about a missing right on the schema', async () => {
    const database = await createEmptyDatabase('no_rights');
    try {
      const sentence = await refusal({ DATABASE_URL: database.url });
      expect(sentence).toMatch(/^DATABASE_URL: role billing_service may not create schema dev/);
    } finally {
      await database.drop();
    }
  });

  it('about a data directory that cannot be used', async () => {
    await writeFile(directory.path('file'), '');
    const notADirectory = directory.path('file');
    expect(await refusal({ EMBEDDED_DATA_DIR: notADirectory })).toMatch(/^EMBEDDED_DATA_DIR .* another path/);
    // Not even root can make one here.
    if (process.platform === 'linux') {
      expect(await refusal({ EMBEDDED_DATA_DIR: '/proc/postgres' })).toMatch(
        /^EMBEDDED_DATA_DIR \/proc\/postgres /,
      );
    }
  });

  it('about files of somebody else in the data directory', async () => {
    await mkdir(directory.dataDir);
    await writeFile(join(directory.dataDir, 'thesis.txt'), '');
    expect(await refusal({})).toMatch(
      /^EMBEDDED_DATA_DIR .* \(thesis\.txt\): choose an empty or a new directory\.$/,
    );
  });

  it('about data of another major version', async () => {
    await mkdir(directory.dataDir);
    await writeFile(join(directory.dataDir, 'PG_VERSION'), '15\n');
    expect(await refusal({})).toMatch(/^EMBEDDED_DATA_DIR .* PostgreSQL 15 .* PostgreSQL 18: .*pg_upgrade/);
  });
});

function listening(): Promise<Server> {
  return new Promise((resolve) => {
    const server: Server = createServer().listen(0, '127.0.0.1', () => resolve(server));
  });
}
