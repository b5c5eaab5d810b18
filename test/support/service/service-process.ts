import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = join(PROJECT, 'dist', 'src', 'main.js');
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 20_000;
const POLL_MS = 25;

export interface ServiceOptions {
  /** Over the defaults below. Without DATABASE_URL name an EMBEDDED_DATA_DIR: the project's own is not for tests. */
  readonly env?: Readonly<Record<string, string>>;
}

/** How a process ended. */
export interface ServiceExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly durationMs: number;
}

/** Starts the built service on a free port and waits until it answers. */
export async function startService(options: ServiceOptions = {}): Promise<ServiceProcess> {
  const port = options.env?.['BILLING_SERVICE_PORT'] ?? String(await freePort());
  const service = new ServiceProcess({ ...options.env, BILLING_SERVICE_PORT: port });
  await service.untilReady();
  return service;
}

/** Starts the built service expecting that it ends by itself. */
export async function runService(options: ServiceOptions = {}): Promise<ServiceExit> {
  const port = options.env?.['BILLING_SERVICE_PORT'] ?? String(await freePort());
  const service = new ServiceProcess({ ...options.env, BILLING_SERVICE_PORT: port });
  return service.untilEnd(START_TIMEOUT_MS);
}

/** The built service as a process of its own. */
export class ServiceProcess {
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly startedAt = performance.now();
  private readonly ended: Promise<ServiceExit>;
  private stdout = '';
  private stderr = '';

  /** `env` holds BILLING_SERVICE_PORT. Nothing else of a developer's environment comes through. */
  constructor(private readonly env: Readonly<Record<string, string>>) {
    this.url = `http://127.0.0.1:${env['BILLING_SERVICE_PORT']}`;
    const { PATH = '', HOME = '', TMPDIR = '/tmp', HTTP_PLATFORM = 'express' } = process.env;
    this.child = spawn(process.execPath, ['--enable-source-maps', MAIN], {
      cwd: PROJECT,
      env: { PATH, HOME, TMPDIR, HTTP_PLATFORM, ENV: 'test', LOG_LEVEL: 'warn', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (this.stdout += chunk));
    this.child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (this.stderr += chunk));
    this.ended = new Promise((resolve) =>
      this.child.once('close', (code, signal) => resolve(this.exit(code, signal))),
    );
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Everything it has written so far. */
  get output(): string {
    return this.stdout + this.stderr;
  }

  /** Asks it to stop, as Kubernetes and Ctrl-C do, and waits until it has. */
  async stop(): Promise<ServiceExit> {
    this.signal('SIGTERM');
    return this.untilEnd(STOP_TIMEOUT_MS);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Ends it without a chance to say goodbye; its database lives on. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  /** Ends it and every process of its embedded database in one sweep. */
  killEverything(): void {
    const pids = [this.pid, ...databaseProcesses(this.env['EMBEDDED_DATA_DIR'])];
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It ended by itself when another one of them did.
      }
    }
  }

  async untilReady(): Promise<void> {
    const state = { exit: null as ServiceExit | null };
    void this.ended.then((exit) => (state.exit = exit));
    for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await sleep(POLL_MS)) {
      if (state.exit !== null) throw new Error(`The service ended at its start: ${this.output}`);
      const answer = await fetch(`${this.url}/health`).catch(() => null);
      await answer?.body?.cancel();
      if (answer?.ok) return;
    }
    this.kill();
    throw new Error(`The service does not answer: ${this.output}`);
  }

  async untilEnd(timeoutMs: number): Promise<ServiceExit> {
    const exit = await Promise.race([this.ended, sleep(timeoutMs, null, { ref: false })]);
    if (exit !== null) return exit;
    this.kill();
    throw new Error(`The service has not ended within ${timeoutMs} ms: ${this.output}`);
  }

  private exit(code: number | null, signal: NodeJS.Signals | null): ServiceExit {
    const durationMs = Math.round(performance.now() - this.startedAt);
    return { code, signal, stdout: this.stdout, stderr: this.stderr, durationMs };
  }
}

/** A port that nothing listens on now. */
export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}

/** The processes of the PostgreSQL on a data directory: by /proc all of them, elsewhere the first, which ends the rest. */
export function databaseProcesses(dataDir: string | undefined): number[] {
  if (dataDir === undefined) return [];
  const pids = new Set(readProcesses().filter((pid) => worksIn(pid, dataDir)));
  if (process.platform !== 'linux') pids.add(postmasterOf(dataDir));
  pids.delete(0);
  return [...pids];
}

function readProcesses(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

function worksIn(pid: number, dataDir: string): boolean {
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === realpathSync(dataDir);
  } catch {
    return false;
  }
}

/** Each initdb that makes a PostgreSQL for a data directory (where there is a /proc). */
export function creators(dataDir: string): number[] {
  return readProcesses().filter((pid) => commandOf(pid).includes(`initdb\0--pgdata=${dataDir}`));
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** The first process of the PostgreSQL on a data directory; 0 if there is none. */
export function postmasterOf(dataDir: string): number {
  try {
    return Number(readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
  } catch {
    return 0;
  }
}
