import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';

/** One request as it arrived, its body read. */
export interface ArrivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  readonly socket: Socket;
}

/** What becomes of the n-th request (from 1). It need not answer. */
export type Script = (request: ArrivedRequest, response: ServerResponse, n: number) => void;

/** A real HTTP server that does to each request what a test tells it to, and remembers what arrived. */
export class ScriptedUpstream {
  readonly requests: ArrivedRequest[] = [];
  readonly sockets = new Set<Socket>();
  /** Connections that were ever opened. */
  connections = 0;
  /** Requests that were being answered at once, at most. */
  mostAtOnce = 0;
  private atOnce = 0;
  private readonly server: Server;

  private constructor(public script: Script) {
    this.server = createServer((request, response) => void this.receive(request, response));
    this.server.on('connection', (socket) => {
      this.connections += 1;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
      socket.on('error', () => undefined);
    });
  }

  static async start(script: Script): Promise<ScriptedUpstream> {
    const upstream = new ScriptedUpstream(script);
    upstream.server.listen(0, '127.0.0.1');
    await once(upstream.server, 'listening');
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get arrived(): number {
    return this.requests.length;
  }

  async stop(): Promise<void> {
    if (!this.server.listening) return;
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.atOnce += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.atOnce);
    response.on('close', () => (this.atOnce -= 1));
    const body = await text(request).catch(() => '');
    const { method = '', url = '', headers, socket } = request;
    const arrived = { method, url, headers, body, socket };
    this.requests.push(arrived);
    this.script(arrived, response, this.requests.length);
  }
}

export function answerJson(
  response: ServerResponse,
  status: number,
  json: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(json);
}
