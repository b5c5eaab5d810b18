import { freePort, type ServiceProcess, startService } from '../../../support/service/service-process.js';

/** The built service on one port through all its lives. */
export class MortalService {
  private constructor(
    private readonly env: Readonly<Record<string, string>>,
    private process: ServiceProcess,
  ) {}

  static async start(env: Readonly<Record<string, string>>): Promise<MortalService> {
    const whole = { ...env, BILLING_SERVICE_PORT: String(await freePort()) };
    return new MortalService(whole, await startService({ env: whole }));
  }

  get url(): string {
    return this.process.url;
  }

  /** kill -9, and a new life. */
  async killAndStartAgain(): Promise<void> {
    this.process.kill();
    await this.process.untilEnd(10_000);
    this.process = await startService({ env: this.env });
  }

  /** It does nothing while this goes on, and then goes on as if no time had passed. */
  async standingStill(meanwhile: () => Promise<void>): Promise<void> {
    this.process.signal('SIGSTOP');
    try {
      await meanwhile();
    } finally {
      this.process.signal('SIGCONT');
    }
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}
