import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { ConsulCatalogue } from './consul-catalogue.js';
import { answerTo } from './consul-routes.js';
import { ConsulRefusal } from './consul-service.js';

export interface FakeConsulOptions {
  /** The token that may do everything; null: access control is off. */
  readonly token?: string | null;
  /** A free port when absent. */
  readonly port?: number;
}

/** A Consul agent as its documented HTTP API shows it: services, their checks, blocking queries, tokens. */
export class FakeConsulAgent {
  readonly catalogue = new ConsulCatalogue();
  /** `METHOD /path?query` of all that arrived. */
  readonly requests: string[] = [];
  private server: Server | null = null;

  private constructor(private readonly token: string | null) {}

  static async start({ token = null, port = 0 }: FakeConsulOptions = {}): Promise<FakeConsulAgent> {
    const agent = new FakeConsulAgent(token);
    await agent.listen(port);
    return agent;
  }

  get port(): number {
    const address = this.server?.address() ?? null;
    if (address === null || typeof address === 'string') throw new Error('The agent is down');
    return address.port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Nobody listens there any more; what it knows stays, as in its data directory. */
  async goDown(): Promise<void> {
    const { server } = this;
    if (!server?.listening) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  async listen(port: number): Promise<void> {
    this.server = createServer((request, response) => void this.receive(request, response));
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  async stop(): Promise<void> {
    this.catalogue.close();
    await this.goDown();
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://agent');
    const { method = 'GET', headers } = request;
    this.requests.push(`${method} ${url.pathname}${url.search}`);
    try {
      const sent = await text(request);
      const given = headers['x-consul-token'] ?? headers.authorization?.replace(/^Bearer /, '') ?? null;
      const access = this.accessOf(given === null ? null : String(given));
      const answer = await answerTo(this.catalogue, {
        method,
        url,
        body: sent,
        mayRead: access,
        mayWrite: access,
      });
      response.writeHead(200, answer.headers).end(answer.body);
    } catch (error) {
      const status = error instanceof ConsulRefusal ? error.status : 500;
      response
        .writeHead(status, { 'content-type': 'text/plain; charset=utf-8' })
        .end((error as Error).message);
    }
  }

  private accessOf(given: string | null): boolean {
    if (this.token === null || given === this.token) return true;
    if (given !== null) throw new ConsulRefusal(403, 'ACL not found');
    return false;
  }
}
