import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const END_TIMEOUT_MS = 30_000;

export interface ChildOptions {
  readonly name: string;
  /** A file of this folder's build, or an absolute path. */
  readonly module: URL | string;
  readonly args?: readonly string[];
  readonly nodeFlags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Where it runs: never in the project, whose `.env` is not part of the measurement. */
  readonly directory: string;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** What a child answers to a request. */
export interface Reply {
  readonly id: number;
  readonly result?: unknown;
  readonly error?: string;
}

/**
 * A process that belongs to the benchmark: asked over its channel, ended by closing it. It ends also when the benchmark
 * is killed, because the channel closes then too. In a process group of its own, so that Ctrl-C reaches it through us.
 */
export class Child {
  readonly name: string;
  /** Why it is gone, once it is. */
  readonly gone: Promise<Error>;
  private readonly waiting = new Map<number, Waiting>();
  private readonly process: ChildProcess;
  private nextId = 1;

  constructor({ name, module, args = [], nodeFlags = [], environment = {}, directory }: ChildOptions) {
    const { PATH = '', HOME = '', TMPDIR } = process.env;
    this.name = name;
    this.process = fork(typeof module === 'string' ? module : fileURLToPath(module), args, {
      cwd: directory,
      env: { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), ...environment },
      execArgv: [...nodeFlags],
      detached: true,
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.process.on('message', (reply: Reply) => this.answer(reply));
    this.gone = once(this.process, 'exit').then(([code, signal]) => this.fail(`${code ?? signal}`));
  }

  get pid(): number {
    return this.process.pid ?? 0;
  }

  request<T>(operation: string, payload: unknown = null): Promise<T> {
    const id = this.nextId++;
    return new Promise<T>((resolve, reject) => {
      if (!this.process.connected) {
        reject(new Error(`${this.name} has ended`));
        return;
      }
      this.waiting.set(id, { resolve: (value) => resolve(value as T), reject });
      this.process.send({ id, operation, payload });
    });
  }

  /** Waits until it has tidied up; kills it if that takes too long. */
  async end(): Promise<void> {
    if (this.process.connected) this.process.disconnect();
    const late = new AbortController();
    const isLate = delay(END_TIMEOUT_MS, true, { signal: late.signal }).catch(() => false);
    if (await Promise.race([this.gone.then(() => false), isLate])) this.process.kill('SIGKILL');
    late.abort();
    await this.gone;
  }

  private answer({ id, result, error }: Reply): void {
    const request = this.waiting.get(id);
    this.waiting.delete(id);
    if (error === undefined) request?.resolve(result);
    else request?.reject(new Error(`${this.name}: ${error}`));
  }

  private fail(status: string): Error {
    const error = new Error(`${this.name} ended (${status})`);
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
    return error;
  }
}
