import { setTimeout as sleep } from 'node:timers/promises';
import { connectionUrl } from './credentials.js';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { attach, type Attachment, type ServerPlace } from './server-keeper.js';
import { boundServerLog } from './server-log.js';
import { stopServer } from './server-process.js';
import { startNotes } from './start-notes.js';

/** How often a guest asks whether the owner is gone, and the log is kept in bounds. */
const WATCH_INTERVAL_MS = 1_000;
/** Pauses before the attempts to bring back a server that died under us. */
const RESTART_PAUSES_MS = [0, 500, 1_000, 2_000, 4_000, 8_000];
/** Two processes that end together: the owner gives the other a moment to leave. */
const LEAVE_GRACE_MS = 1_000;
const LEAVE_POLL_MS = 100;

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** One sentence each on what happens later: a restart, a change of owner. */
  readonly onNote?: (sentence: string) => void;
  /** The server died and could not be brought back: the process cannot go on. */
  readonly onLost?: (error: Error) => void;
}

/** This process's hold on the server: owner or guest, until `stop`. */
export class EmbeddedPostgres {
  private readonly watch: NodeJS.Timeout;
  private restart: Promise<void> | null = null;
  private isStopping = false;

  private constructor(
    private readonly place: ServerPlace,
    private readonly options: EmbeddedPostgresOptions,
    private attachment: Attachment,
  ) {
    this.watch = setInterval(() => void this.onWatch(), WATCH_INTERVAL_MS).unref();
  }

  static async join(place: ServerPlace, options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    // A server may be lost before there is an instance to tell.
    const holder: { instance?: EmbeddedPostgres } = {};
    const attachment = await attach(place, () => holder.instance?.onSessionEnd());
    return (holder.instance = new EmbeddedPostgres(place, options, attachment));
  }

  get role(): 'owner' | 'guest' {
    return this.attachment.role;
  }

  /** The server ran already without an owner. */
  get adopted(): boolean {
    return this.attachment.adopted;
  }

  /** Where the data are. */
  get dataDir(): string {
    return this.place.directory.root;
  }

  /** The superuser's; for tests that make databases of their own. */
  get adminUrl(): string {
    return this.url('admin');
  }

  /** Owns the schema: migrations run with it. */
  get ownerUrl(): string {
    return this.url('owner');
  }

  /** Owns nothing: the service runs with it. */
  get serviceUrl(): string {
    return this.url('service');
  }

  /** What the operator should know of this start, one sentence each. */
  get notes(): string[] {
    return startNotes(this.place, this.attachment);
  }

  /** Stops the server if this process owns it and nobody else uses it. */
  async stop(): Promise<'stopped' | 'left-running'> {
    this.isStopping = true;
    clearInterval(this.watch);
    await this.restart;
    try {
      if (await this.isLastOne())
        return (await stopServer(this.place.directory)) ? 'stopped' : 'left-running';
      return 'left-running';
    } catch (error) {
      // The server has gone before us.
      if (error instanceof EmbeddedPostgresError) throw error;
      return 'stopped';
    } finally {
      await this.attachment.session.close();
    }
  }

  /** A guest asks once more: its owner may have left within the last second. */
  private async isLastOne(): Promise<boolean> {
    const { session, role } = this.attachment;
    if (role === 'guest' && !(await session.tryOwn())) return false;
    for (const deadline = Date.now() + LEAVE_GRACE_MS; Date.now() < deadline; await sleep(LEAVE_POLL_MS)) {
      if (await session.tryBeAlone()) return true;
    }
    return false;
  }

  private async onWatch(): Promise<void> {
    if (this.isStopping || this.restart !== null) return;
    try {
      if (this.role === 'guest') await this.takeOver();
      else await boundServerLog(this.place.directory);
    } catch {
      // A lost server is the business of the session's end; a full disk shows where it hurts.
    }
  }

  private async takeOver(): Promise<void> {
    if (!(await this.attachment.session.tryOwn())) return;
    this.attachment = { ...this.attachment, role: 'owner' };
    this.options.onNote?.('The process that owned the embedded PostgreSQL has ended; this one owns it now.');
  }

  private onSessionEnd(): void {
    if (this.isStopping) return;
    this.restart ??= this.bringBack().finally(() => (this.restart = null));
  }

  /** On the same port: the connection pools of this process look for it there. */
  private async bringBack(): Promise<void> {
    let reason: unknown;
    for (const pauseMs of RESTART_PAUSES_MS) {
      await sleep(pauseMs);
      if (this.isStopping) return;
      try {
        this.attachment = await attach(this.place, () => this.onSessionEnd(), this.attachment.port);
        this.options.onNote?.('The embedded PostgreSQL had ended; it runs again.');
        return;
      } catch (error) {
        reason = error;
      }
    }
    const detail = reason instanceof Error ? ` (${reason.message})` : '';
    this.options.onLost?.(
      new EmbeddedPostgresError(
        `The embedded PostgreSQL has ended and does not start again${detail}: see ${this.place.directory.logFile}.`,
        { cause: reason },
      ),
    );
  }

  private url(role: 'admin' | 'owner' | 'service'): string {
    return connectionUrl(role, this.attachment.passwords, this.attachment.port);
  }
}
