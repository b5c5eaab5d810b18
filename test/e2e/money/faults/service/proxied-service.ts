import { freePort, startService, type ServiceProcess } from '../../../../support/service/service-process.js';
import { TcpProxy } from '../../../../support/wire/tcp-proxy.js';
import type { BatchInSight } from '../../../../support/wire/batch-points.js';

interface Watch {
  readonly sqlState: string;
  readonly saw: (batch: BatchInSight) => void;
}

/** The built service behind a proxy to its database, on one port through all its lives. */
export class ProxiedService {
  private watches: Watch[] = [];

  private constructor(
    readonly name: string,
    readonly proxy: TcpProxy,
    private readonly env: Readonly<Record<string, string>>,
    private process: ServiceProcess,
  ) {
    proxy.onFailure = (sqlState, batch) => this.failed(sqlState, batch);
  }

  static async start(
    name: string,
    database: { readonly url: string; readonly migrationUrl: string },
    env: Readonly<Record<string, string>>,
  ): Promise<ProxiedService> {
    const proxy = await TcpProxy.open(database.url);
    const whole = {
      BILLING_SERVICE_PORT: String(await freePort()),
      DATABASE_URL: proxy.url,
      DATABASE_MIGRATION_URL: database.migrationUrl,
      ...env,
    };
    return new ProxiedService(name, proxy, whole, await startService({ env: whole }));
  }

  get url(): string {
    return this.process.url;
  }

  get output(): string {
    return this.process.output;
  }

  kill(): void {
    this.process.kill();
  }

  async startAgain(): Promise<void> {
    await this.process.untilEnd(10_000);
    this.process = await startService({ env: this.env });
  }

  /** Resolves when the database has reported this failure on one of the service's connections. */
  failsWith(sqlState: string, fits: (batch: BatchInSight) => boolean = () => true): Promise<void> {
    return new Promise((resolve) => {
      const saw = (batch: BatchInSight): void => {
        if (!fits(batch)) return;
        this.watches = this.watches.filter((other) => other !== watch);
        resolve();
      };
      const watch = { sqlState, saw };
      this.watches.push(watch);
    });
  }

  async health(path: '/health' | '/health/detailed'): Promise<{ status: number; said: unknown }> {
    const response = await fetch(this.url + path);
    return { status: response.status, said: ((await response.json()) as { status: unknown }).status };
  }

  async stop(): Promise<void> {
    await this.process.stop();
    await this.proxy.close();
  }

  private failed(sqlState: string, batch: BatchInSight): void {
    for (const watch of this.watches) if (watch.sqlState === sqlState) watch.saw(batch);
  }
}
