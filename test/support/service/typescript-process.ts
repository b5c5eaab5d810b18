import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const REGISTER = new URL('../typescript/register.mjs', import.meta.url).href;

/**
 * A module of the tests as a process of its own. It is given one argument as JSON, and talks by messages; the process
 * ends with its parent.
 */
export class TypescriptProcess<Order, Report> {
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;

  /** `path` is below the project; `onReport` is told of each message. */
  constructor(path: string, argument: unknown, onReport: (report: Report) => void) {
    this.child = fork(PROJECT + path, [JSON.stringify(argument)], {
      cwd: PROJECT,
      execArgv: ['--enable-source-maps', '--import', REGISTER],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let stderr = '';
    this.child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    this.child.on('message', (report) => onReport(report as Report));
    this.ended = new Promise((resolve, reject) =>
      this.child.once('close', (code) =>
        code === 0 ? resolve() : reject(new Error(`${path} ended with ${code}: ${stderr}`)),
      ),
    );
    // Whoever waits for it sees the failure; nobody may be waiting at this moment.
    this.ended.catch(() => undefined);
  }

  tell(order: Order): void {
    this.child.send(order as object);
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }
}
