import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../../../support/api/api-client.js';
import { createTestDatabase, type TestDatabase } from '../../../support/database/database.js';
import { SqlSession } from '../../../support/database/sql-session.js';
import { TypescriptProcess } from '../../../support/service/typescript-process.js';
import type { SettlerTask } from '../../money/faults/load/settler.js';
import { Load } from './load/load.js';
import { CALL_TIMEOUT_MS, RECHECK_MS } from './lots.js';
import { MortalService } from './mortal-service.js';
import { makePayers, type Payers } from './load/payers.js';
import type { Verdict, VerifierTask } from './judge/verifier.js';
import { Platform, type Surroundings } from './platform.js';

const CALLERS = 32;

/** Waits that are short enough to end within a run, and so many tries that nothing is given up in it. */
const ENV = {
  CELLS: '2',
  PAYMENT_WAIT_MS: '300',
  PAYMENT_CALL_TIMEOUT_MS: String(CALL_TIMEOUT_MS),
  RECONCILE_INTERVAL_MS: '200',
  RECONCILE_RECHECK_MS: String(RECHECK_MS),
  SETTLEMENT_TRIES: '100',
  UPSTREAM_CONNECT_TIMEOUT_MS: '200',
  UPSTREAM_READ_TIMEOUT_MS: '400',
  UPSTREAM_BREAKER_FAILURES: '5',
  UPSTREAM_BREAKER_OPEN_MS: '500',
  LOG_LEVEL: 'fatal',
};

/** Two processes of the service on one database, the platform around them, and who pays. */
export class Stage {
  private readonly logFiles: string[] = [];

  private constructor(
    private readonly seed: number,
    private readonly directory: string,
    private readonly database: TestDatabase,
    readonly platform: Platform,
    readonly services: readonly [MortalService, MortalService],
    readonly payers: Payers,
  ) {}

  static async start(surroundings: Surroundings, charges: number): Promise<Stage> {
    const directory = await mkdtemp(join(tmpdir(), 'billing-storm-'));
    const [platform, database] = await Promise.all([
      Platform.start(surroundings),
      createTestDatabase('storm'),
    ]);
    const env = {
      ...ENV,
      ...platform.env,
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
    };
    // The first one migrates the database.
    const one = await MortalService.start(env);
    const [other, payers] = await Promise.all([
      MortalService.start(env),
      makePayers(platform, new ApiClient(one), charges),
    ]);
    return new Stage(surroundings.seed, directory, database, platform, [one, other], payers);
  }

  /** So many charges and some refunds at both services, also of what was paid before; each key begins with `name`. */
  load(name: string, charges: number): Load {
    return new Load({
      urls: this.urls,
      earlierLogs: [...this.logFiles],
      logFile: this.newLog(name),
      seed: this.seed,
      callers: CALLERS,
      charges,
      payers: this.payers,
      name,
    });
  }

  /** Each command comes once more, and again until it is answered. */
  async sendAgain(): Promise<void> {
    const task: SettlerTask = {
      urls: this.urls,
      logFiles: [...this.logFiles],
      logFile: this.newLog(`again-${this.logFiles.length}`),
      seed: this.seed,
      callers: CALLERS,
      which: 'all',
      atMost: Number.MAX_SAFE_INTEGER,
    };
    const path = 'test/e2e/money/faults/load/settler.ts';
    await new TypescriptProcess<never, unknown>(path, task, () => undefined).ended;
  }

  /** The verdict, once nothing is unsettled or so long has passed; nobody helps meanwhile. */
  async judge(drainMs = 0): Promise<Verdict> {
    const task: VerifierTask = {
      databaseUrl: this.database.migrationUrl,
      platform: this.platform.controlUrls,
      logFiles: this.logFiles,
      drainMs,
    };
    const verdicts: Verdict[] = [];
    const path = 'test/e2e/integrations/storm/judge/verifier.ts';
    await new TypescriptProcess<never, Verdict>(path, task, (verdict) => verdicts.push(verdict)).ended;
    return verdicts[0] as Verdict;
  }

  /** Of somebody else on the service's database. */
  session(): Promise<SqlSession> {
    return SqlSession.open(this.database.migrationUrl);
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.stop()));
    await this.platform.stop();
    await this.database.drop();
    await rm(this.directory, { recursive: true, force: true });
  }

  private get urls(): string[] {
    return this.services.map(({ url }) => url);
  }

  private newLog(name: string): string {
    const path = join(this.directory, `${name}.log`);
    this.logFiles.push(path);
    return path;
  }
}
