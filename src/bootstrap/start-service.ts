import type { INestApplication } from '@nestjs/common';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beginShutdown, createApp, drained } from '../app.js';
import type { AppConfig } from '../config/app-config.js';
import { HealthController } from '../health/health.controller.js';
import { ConsulRegistration } from '../integrations/consul/consul-registration.js';
import { seedDemo } from '../integrations/demo/seed-demo.js';
import { closeLogs, rootLogger } from '../observability/root-logger.js';
import { greeting } from './greeting.js';
import { checkListenAddress, listenHost } from './listen-address.js';
import { type OpenDatabase, openDatabase } from './open-database.js';
import { explainListenFailure } from './start-error.js';

/** The service, listening. */
export interface RunningService {
  /** Refuses new work, finishes what is in flight, gives everything back. */
  stop(): Promise<void>;
}

/** Past this the modules' own clean-up is given up: the database then rolls back what was open. */
const CLOSE_TIMEOUT_MS = 3_000;
/** How long the last log lines may take to a Loki. */
const LOGS_TIMEOUT_MS = 2_000;

/** Everything from the configuration to the first request. `onLost` is told when the database is gone for good. */
export async function startService(
  given: AppConfig,
  onLost: (error: Error) => void,
): Promise<RunningService> {
  const logger = rootLogger(given);
  const warn = (sentence: string) => logger.warn({ context: 'Start' }, sentence);
  const info = (sentence: string) => logger.info({ context: 'Start' }, sentence);
  // In production every line is a log line; elsewhere a person reads along.
  const say =
    given.environment === 'production' ? info : (text: string) => void process.stdout.write(`${text}\n`);

  given.warnings.forEach(warn);
  await checkListenAddress(given.http);
  const database = await openDatabase(given, { say, warn, onLost });
  const { config, isEmbedded } = database;
  try {
    const app = await createApp(config);
    if (isEmbedded && config.demo) await seedDemo(app);
    await listen(app, config);
    announce(app);
    say(
      config.environment === 'production'
        ? `Listening on port ${config.http.port}.`
        : greeting(config, isEmbedded),
    );
    return { stop: () => stopService(app, database, info) };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function listen(app: INestApplication, config: AppConfig): Promise<void> {
  const { port } = config.http;
  const host = listenHost(config.http);
  try {
    await app.listen(port, host);
  } catch (error) {
    throw explainListenFailure(error, host, port);
  }
}

/** From now on others may find this service. */
function announce(app: INestApplication): void {
  const { port } = (app.getHttpServer() as Server).address() as AddressInfo;
  const health = app.get(HealthController, { strict: false });
  app.get(ConsulRegistration, { strict: false }).begin(port, async () => {
    const { status, dependencies } = await health.health();
    return { isWell: status === 'healthy', note: `database ${dependencies.database}` };
  });
}

async function stopService(
  app: INestApplication,
  database: OpenDatabase,
  note: (sentence: string) => void,
): Promise<void> {
  const { drainTimeoutMs } = database.config.http;
  const deregistered = app.get(ConsulRegistration, { strict: false }).end();
  beginShutdown(app);
  if (!(await drained(app, drainTimeoutMs)))
    note(`Requests were still in flight after ${drainTimeoutMs} ms.`);
  (app.getHttpServer() as Server).closeAllConnections();
  await deregistered;
  await Promise.race([app.close(), timeout(CLOSE_TIMEOUT_MS)]);
  const remark = await database.close();
  if (remark !== null) note(remark);
  await closeLogs(LOGS_TIMEOUT_MS);
}

function timeout(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
