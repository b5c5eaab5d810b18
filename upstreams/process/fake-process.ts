import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Generation } from '../server/fake.js';
import type { FakeOrder, FakeReport, ServedFake } from './fake-order.js';

/** Compiles TypeScript on the way in: nothing to build before. */
const REGISTER = new URL('../../test/support/typescript/register.mjs', import.meta.url).href;
const SERVE = fileURLToPath(new URL('./serve.ts', import.meta.url));

export const DEFAULT_SECRET = 'internal-secret';

export interface FakeOptions {
  readonly host?: string;
  /** A free one when absent. */
  readonly port?: number;
  readonly controlPort?: number;
  readonly generation?: Generation;
  readonly secret?: string;
}

/** One upstream as a process of its own. */
export class FakeProcess {
  private constructor(
    /** Where its API is. */
    readonly url: string,
    /** Where its control API is, also while it is down. */
    readonly controlUrl: string,
    private readonly child: ChildProcess,
    /** Resolves with how it ended. */
    readonly ended: Promise<string>,
  ) {}

  static async start(fake: ServedFake, options: FakeOptions = {}): Promise<FakeProcess> {
    const {
      host = '127.0.0.1',
      port = 0,
      controlPort = 0,
      generation = 'v2',
      secret = DEFAULT_SECRET,
    } = options;
    const order: FakeOrder = { fake, host, port, controlPort, generation, secret };
    const child = fork(SERVE, [JSON.stringify(order)], {
      execArgv: ['--enable-source-maps', '--import', REGISTER],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    });
    const ended = new Promise<string>((resolve) =>
      child.once('exit', (code, signal) => resolve(`The fake ${fake} service ended with ${signal ?? code}.`)),
    );
    const reported = new Promise<FakeReport>((resolve) =>
      child.once('message', (report) => resolve(report as FakeReport)),
    );
    const report = await Promise.race([reported, ended.then((failed) => ({ failed }))]);
    if ('failed' in report) {
      child.kill();
      throw new Error(report.failed);
    }
    const [url, controlUrl] = [report.port, report.controlPort].map((open) => `http://${host}:${open}`);
    return new FakeProcess(url ?? '', controlUrl ?? '', child, ended);
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }
}
