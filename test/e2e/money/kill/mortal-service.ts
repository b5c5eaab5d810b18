import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startService, type ServiceProcess } from '../../../support/service-process.js';

/** The service with its embedded database, on one port and one data directory through all its lives. */
export class MortalService {
  killsAlone = 0;
  killsOfEverything = 0;

  private constructor(
    private readonly directory: string,
    private readonly env: Readonly<Record<string, string>>,
    private process: ServiceProcess,
  ) {}

  static async start(): Promise<MortalService> {
    const directory = await mkdtemp(join(tmpdir(), 'billing-kill-'));
    // Under root the database runs as another user, who must be able to reach its data.
    await chmod(directory, 0o755);
    const env = {
      BILLING_SERVICE_PORT: String(await freePort()),
      EMBEDDED_DATA_DIR: join(directory, 'postgres'),
      DEMO_DATA: 'false',
      LOG_LEVEL: 'warn',
    };
    return new MortalService(directory, env, await startService({ env }));
  }

  get url(): string {
    return this.process.url;
  }

  /** The database lives on without its owner. */
  killAlone(): void {
    this.killsAlone += 1;
    this.process.kill();
  }

  /** The service and every process of the database, at the same moment. */
  killEverything(): void {
    this.killsOfEverything += 1;
    this.process.killEverything();
  }

  async startAgain(): Promise<void> {
    this.process = await startService({ env: this.env });
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
