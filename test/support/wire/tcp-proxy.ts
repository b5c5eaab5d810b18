import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';
import type { BatchInSight, BatchPoint } from './batch-points.js';
import { ProxiedConnection, type Verdict } from './proxied-connection.js';

/**
 * `before`: the server never gets the COMMIT. `after`: the server has committed, its answer is lost.
 * `late`: the client is cut off at once, and the server gets the COMMIT a moment later.
 */
export type CommitCut = 'before' | 'after' | 'late';

/** What is done at a point; the batch waits there until it is decided. */
export type Strike = (batch: BatchInSight) => Verdict | Promise<Verdict>;

interface Trap {
  readonly point: BatchPoint;
  readonly fits: (batch: BatchInSight) => boolean;
  readonly spring: Strike;
}

/** Stands between a service and its Postgres, to lose what networks lose, at the points of a batch. */
export class TcpProxy {
  /** Told of each failure that the server reports. */
  onFailure: (sqlState: string, batch: BatchInSight) => void = () => undefined;
  private readonly sockets = new Set<Socket>();
  /** Connections to the server that outlive their client. */
  private readonly holdsBack = new Set<Socket>();
  private frozen = false;
  private trap: Trap | null = null;

  private constructor(
    private readonly server: Server,
    private readonly target: URL,
  ) {}

  static async open(targetUrl: string): Promise<TcpProxy> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new TcpProxy(server, new URL(targetUrl));
    server.on('connection', (client) => proxy.serve(client));
    return proxy;
  }

  /** The same database, by way of this proxy. */
  get url(): string {
    const url = new URL(this.target);
    url.port = String((this.server.address() as AddressInfo).port);
    return url.href;
  }

  /** Does this to the next batch that comes to the point and fits; resolves when it is done. */
  strikeAt(
    point: BatchPoint,
    strike: Strike,
    fits: (batch: BatchInSight) => boolean = () => true,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const spring: Strike = async (batch) => {
        try {
          const verdict = await strike(batch);
          resolve();
          return verdict;
        } catch (error) {
          reject(error as Error);
          return 'go on';
        }
      };
      this.trap = { point, fits, spring };
    });
  }

  /** Cuts the connection of the next COMMIT; resolves when it is cut. */
  cutNextCommit(how: CommitCut): Promise<void> {
    if (how === 'after') return this.strikeAt('at COMMIT, before its answer is here', () => 'cut');
    const verdict = how === 'late' ? 'cut, and the server gets it later' : 'cut';
    return this.strikeAt('at COMMIT, before the server has it', () => verdict);
  }

  /** Freezes in the middle of a transaction: all but its COMMIT has reached the server. */
  freezeAtNextCommit(): Promise<void> {
    return new Promise((frozen) => {
      void this.strikeAt('at COMMIT, before the server has it', () => {
        this.freeze();
        frozen();
        return new Promise<Verdict>(() => undefined);
      });
    });
  }

  /** From now on bytes go nowhere, and no connection is closed: a network that swallows everything. */
  freeze(): void {
    this.frozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  /** New connections work again; those of before stay lost. */
  thaw(): void {
    this.frozen = false;
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private serve(client: Socket): void {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    this.keep(client, upstream);
    this.keep(upstream, client);
    new ProxiedConnection(client, upstream, {
      at: (point, batch) => this.at(point, batch, upstream),
      failed: (sqlState, batch) => this.onFailure(sqlState, batch),
    });
    if (this.frozen) for (const socket of [client, upstream]) socket.pause();
  }

  private at(point: BatchPoint, batch: BatchInSight, upstream: Socket): Promise<Verdict> | null {
    const { trap } = this;
    if (trap?.point !== point || !trap.fits(batch)) return null;
    this.trap = null;
    return Promise.resolve(trap.spring(batch)).then((verdict) => {
      if (verdict === 'cut, and the server gets it later') this.holdsBack.add(upstream);
      return verdict;
    });
  }

  private keep(socket: Socket, peer: Socket): void {
    this.sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.sockets.delete(socket);
      if (!this.frozen && !this.holdsBack.has(peer)) peer.end();
    });
  }
}
