import { createServer, connect, type AddressInfo, type Server, type Socket } from 'node:net';

/**
 * `before`: the server never gets the COMMIT. `after`: the server has committed, its answer is lost.
 * `late`: the client is cut off at once, and the server gets the COMMIT a moment later.
 */
export type CommitCut = 'before' | 'after' | 'late';
type Accident = CommitCut | 'freeze';

/** A simple query `COMMIT` on the wire, and the server's answer to it. */
const COMMIT_SENT = Buffer.from('Q\0\0\0\x0bCOMMIT\0', 'latin1');
const COMMIT_DONE = Buffer.from('C\0\0\0\x0bCOMMIT\0', 'latin1');

/** Stands between a service and its Postgres, to lose what networks lose. */
export class TcpProxy {
  private readonly sockets = new Set<Socket>();
  /** Connections to the server that outlive their client. */
  private readonly holdsBack = new Set<Socket>();
  private frozen = false;
  private cut: { readonly how: Accident; readonly happened: () => void } | null = null;

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

  /** Cuts the connection of the next COMMIT; resolves when it is cut. */
  cutNextCommit(how: CommitCut): Promise<void> {
    return this.nextCommit(how);
  }

  /** Freezes in the middle of a transaction: all but its COMMIT has reached the server. */
  freezeAtNextCommit(): Promise<void> {
    return this.nextCommit('freeze');
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

  private nextCommit(how: Accident): Promise<void> {
    return new Promise((happened) => {
      this.cut = { how, happened };
    });
  }

  private serve(client: Socket): void {
    const upstream = connect(Number(this.target.port), this.target.hostname);
    this.keep(client, upstream);
    this.keep(upstream, client);
    client.on('data', (bytes) => this.toServer(bytes, client, upstream));
    upstream.on('data', (bytes) => this.toClient(bytes, client, upstream));
    if (this.frozen) for (const socket of [client, upstream]) socket.pause();
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

  private toServer(bytes: Buffer, client: Socket, upstream: Socket): void {
    const commit = bytes.indexOf(COMMIT_SENT);
    if (commit < 0 || !this.cut || this.cut.how === 'after') {
      upstream.write(bytes);
      return;
    }
    const { how, happened } = this.cut;
    this.cut = null;
    upstream.write(bytes.subarray(0, commit));
    if (how === 'late') {
      this.holdsBack.add(upstream);
      setTimeout(() => upstream.end(bytes.subarray(commit)), LATE_MS);
    }
    if (how === 'freeze') this.freeze();
    else client.destroy();
    happened();
  }

  private toClient(bytes: Buffer, client: Socket, upstream: Socket): void {
    if (this.cut?.how !== 'after' || bytes.indexOf(COMMIT_DONE) < 0) {
      client.write(bytes);
      return;
    }
    const { happened } = this.cut;
    this.cut = null;
    client.destroy();
    upstream.destroy();
    happened();
  }
}

const LATE_MS = 300;
