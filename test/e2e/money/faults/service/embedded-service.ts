import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  freePort,
  postmasterOf,
  startService,
  type ServiceProcess,
} from '../../../../support/service/service-process.js';

/** The service with its embedded database, on one port and one data directory through all its lives. */
export class EmbeddedService {
  private constructor(
    private readonly directory: string,
    private readonly env: Readonly<Record<string, string>>,
    private process: ServiceProcess,
  ) {}

  static async start(more: Readonly<Record<string, string>>): Promise<EmbeddedService> {
    const directory = await mkdtemp(join(tmpdir(), 'billing-kill-'));
    // Under root the database runs as another user, who must be able to reach its data.
    await chmod(directory, 0o755);
    const env = {
      BILLING_SERVICE_PORT: String(await freePort()),
      EMBEDDED_DATA_DIR: join(directory, 'postgres'),
      DEMO_DATA: 'false',
      ...more,
    };
    return new EmbeddedService(directory, env, await startService({ env }));
  }

  get url(): string {
    return this.process.url;
  }

  /** As the role of the service. */
  get databaseUrl(): string {
    return /DATABASE_URL=(\S+)/.exec(this.process.output)?.[1] as string;
  }

  /** The database lives on without its owner. */
  killAlone(): void {
    this.process.kill();
  }

  /** The service and every process of the database, at the same moment. */
  killEverything(): void {
    this.process.killEverything();
  }

  /** The first process of the database; the others end when they see it. The service lives on. */
  killDatabase(): void {
    process.kill(postmasterOf(this.env['EMBEDDED_DATA_DIR'] as string), 'SIGKILL');
  }

  async startAgain(): Promise<void> {
    this.process = await startService({ env: this.env });
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}
