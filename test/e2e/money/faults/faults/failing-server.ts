import type { SqlSession } from '../../../../support/database/sql-session.js';
import type { Fault, Stage } from './stage.js';

const RESTARTS = {
  'restart of Postgres, fast': 'SIGINT',
  'restart of Postgres, immediate': 'SIGQUIT',
  'kill -9 of the postmaster': 'SIGKILL',
} as const;

const restarts = Object.entries(RESTARTS).map(([name, signal]): Fault => ({
  name,
  strike: async (stage) => {
    await stage.database.restart(signal);
    stage.strikes.count(name);
  },
}));

/** While nothing can be written the services say so, in answers and in health; when it can they go on by themselves. */
async function untilWritable(
  stage: Stage,
  name: string,
  sqlState: string,
  breakIt: () => Promise<() => Promise<unknown>>,
): Promise<void> {
  const struck = Promise.all(stage.services.map((service) => service.failsWith(sqlState)));
  const mend = await breakIt();
  try {
    await stage.must(`the services meet ${sqlState}`, struck);
    await stage.client.sees('database_unavailable', 4);
    await everyService(stage, '/health/detailed', 503, 'unhealthy');
    await everyService(stage, '/health', 200, 'degraded');
    stage.strikes.count(name);
  } finally {
    await mend();
  }
  await everyService(stage, '/health/detailed', 200, 'healthy');
  await everyService(stage, '/health', 200, 'healthy');
}

function everyService(stage: Stage, path: '/health' | '/health/detailed', status: number, said: string) {
  return Promise.all(
    stage.services.map((service) =>
      stage.until(`${path} of ${service.name} is ${status} ${said}`, async () => {
        const health = await service.health(path);
        return health.status === status && health.said === said;
      }),
    ),
  );
}

const READ_ONLY = 'database gone read-only';
const readOnly: Fault = {
  name: READ_ONLY,
  strike: (stage) =>
    stage.withSessions(1, (owner) =>
      untilWritable(stage, READ_ONLY, '25006', async () => {
        await setForAll(owner!, 'SET default_transaction_read_only = on');
        return () => setForAll(owner!, 'RESET default_transaction_read_only');
      }),
    ),
};

async function setForAll(owner: SqlSession, setting: string): Promise<void> {
  await owner.run(`ALTER SYSTEM ${setting}`);
  await owner.run('SELECT pg_reload_conf()');
}

const FULL_DISK = 'full disk';
const fullDisk: Fault = {
  name: FULL_DISK,
  strike: (stage) =>
    stage.withSessions(1, (owner) =>
      untilWritable(stage, FULL_DISK, '53100', () =>
        stage.database.hasSmallDisk ? stage.database.fillDisk() : pretendFullDisk(owner!),
      ),
    ),
};

/** Where no small disk can be mounted: every write of a posting fails as on a full one. */
async function pretendFullDisk(owner: SqlSession): Promise<() => Promise<unknown>> {
  await owner.run(`
    CREATE FUNCTION dev.disk_full() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      RAISE 'could not extend file: no space left on device' USING ERRCODE = '53100'; END $$`);
  await owner.run(`
    CREATE TRIGGER disk_full BEFORE INSERT ON dev.postings FOR EACH ROW EXECUTE FUNCTION dev.disk_full()`);
  return () => owner.run('DROP TRIGGER disk_full ON dev.postings; DROP FUNCTION dev.disk_full');
}

export const FAILING_SERVER: readonly Fault[] = [...restarts, readOnly, fullDisk];
