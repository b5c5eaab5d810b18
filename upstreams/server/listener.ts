import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** As long as uvicorn keeps an idle connection. */
const KEEP_ALIVE_MS = 5_000;
const LISTEN_TRIES = 50;
const LISTEN_RETRY_MS = 100;

/** A port that can be closed and opened again: while it is closed the system refuses connections to it. */
export class Listener {
  private server: Server | null = null;
  private wasOpen = false;
  private port: number;

  /** Port 0: a free one, which then stays the same. */
  constructor(
    private readonly host: string,
    port: number,
    private readonly onRequest: RequestListener,
  ) {
    this.port = port;
  }

  /** Where it listens, or would again; 0 before it was ever open at a free one. */
  get at(): number {
    return this.port;
  }

  get isOpen(): boolean {
    return this.server !== null;
  }

  /** Answers the port. */
  async open(): Promise<number> {
    for (let tried = 1; this.server === null; tried++) {
      try {
        this.server = await this.listen();
      } catch (error) {
        const isTaken = (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
        // Somebody may have had the port for a moment while it was closed.
        if (!isTaken || !this.wasOpen || tried >= LISTEN_TRIES) throw error;
        await sleep(LISTEN_RETRY_MS);
      }
    }
    return this.port;
  }

  /** Nobody gets in, and whoever is in is thrown out; effects that have begun go on. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = null;
    if (server === null) return;
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }

  private async listen(): Promise<Server> {
    const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, this.onRequest);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(this.port, this.host, () => resolve());
    });
    this.wasOpen = true;
    this.port = (server.address() as AddressInfo).port;
    return server;
  }
}
