import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiClient } from '../../../support/api-client.js';
import { createTestDatabase, type TestDatabase } from '../../../support/database.js';
import { TypescriptProcess } from '../../../support/typescript-process.js';
import type { SettlerTask } from '../../money/faults/load/settler.js';
import { Load } from './load.js';
import { CALL_TIMEOUT_MS, RECHECK_MS } from './lots.js';
import { MortalService } from './mortal-service.js';
import { makePayers, type Payers } from './payers.js';
import { Platform } from './platform.js';
import type { Verdict, VerifierTask } from './verifier.js';

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

  static async start(seed: number, charges: number): Promise<Stage> {
    const directory = await mkdtemp(join(tmpdir(), 'billing-storm-'));
    const platform = await Platform.start(seed);
    const database = await createTestDatabase('storm');
    const env = {
      ...ENV,
      ...platform.env,
      DATABASE_URL: database.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
    };
    const services = [await MortalService.start(env), await MortalService.start(env)] as const;
    const payers = await makePayers(platform, new ApiClient(services[0]), charges);
    return new Stage(seed, directory, database, platform, services, payers);
  }

  /** So many charges at both services; each key begins with `name`. */
  load(name: string, charges: number, payers = this.payers): Load {
    return new Load({
      urls: this.urls,
      logFile: this.newLog(name),
      seed: this.seed,
      callers: CALLERS,
      charges,
      payers,
      name,
    });
  }

  /** Sends the unanswered keys until they are answered, or the answered ones once more. */
  async sendAgain(which: SettlerTask['which']): Promise<void> {
    const task: SettlerTask = {
      urls: this.urls,
      logFiles: [...this.logFiles],
      logFile: this.newLog(`again-${this.logFiles.length}`),
      seed: this.seed,
      callers: CALLERS,
      which,
      atMost: Number.MAX_SAFE_INTEGER,
    };
    await new TypescriptProcess<never, unknown>(
      'test/e2e/money/faults/load/settler.ts',
      task,
      () => undefined,
    ).ended;
  }

  /** Waits until nothing is unsettled, nobody helping; answers how long that took. */
  async drained(drainMs: number): Promise<number> {
    return (await this.verify(drainMs, 'drained')).drainedAfterMs;
  }

  judge(): Promise<Verdict> {
    return this.verify(0, 'judged');
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

  private async verify(drainMs: number, until: VerifierTask['until']): Promise<Verdict> {
    const { wallet, subscription, payment } = this.platform;
    const task: VerifierTask = {
      databaseUrl: this.database.migrationUrl,
      platform: {
        wallet: wallet.controlUrl,
        subscription: subscription.controlUrl,
        payment: payment.controlUrl,
      },
      logFiles: this.logFiles,
      drainMs,
      until,
    };
    const verdicts: Verdict[] = [];
    const path = 'test/e2e/integrations/storm/verifier.ts';
    await new TypescriptProcess<never, Verdict>(path, task, (verdict) => verdicts.push(verdict)).ended;
    return verdicts[0] as Verdict;
  }
}
