import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Stream {
  readonly stream: Readonly<Record<string, string>>;
  readonly values: readonly (readonly [string, string])[];
}

/** One line as Loki keeps it. */
export interface KeptLine {
  readonly labels: Readonly<Record<string, string>>;
  readonly nanoseconds: string;
  readonly line: string;
}

const LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/**
 * Stands for a Loki with `auth_enabled: true`: its push and query routes with their documented statuses and shapes
 * (https://grafana.com/docs/loki/latest/reference/loki-http-api/), and nothing let through that Loki would refuse.
 */
export class LokiServer {
  /** What it does instead of taking lines: `mend` ends it. */
  trouble: 'none' | 'down' | 'hangs' | 'refuses' = 'none';
  pushes = 0;
  private readonly kept = new Map<string, KeptLine[]>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => void this.receive(request, response));
  }

  static async start(): Promise<LokiServer> {
    const loki = new LokiServer();
    loki.server.listen(0, '127.0.0.1');
    await once(loki.server, 'listening');
    return loki;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  lines(tenant: string): readonly KeptLine[] {
    return this.kept.get(tenant) ?? [];
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request).catch(() => '');
    const url = new URL(request.url ?? '/', this.url);
    const tenant = request.headers['x-scope-orgid'];
    if (typeof tenant !== 'string' || tenant === '') return answer(response, 401, 'no org id');
    if (request.method === 'POST' && url.pathname === '/loki/api/v1/push') {
      return this.push(request, response, tenant, body);
    }
    if (request.method === 'GET' && url.pathname === '/loki/api/v1/query_range') {
      return this.query(response, tenant, url.searchParams.get('query') ?? '');
    }
    answer(response, 404, '404 page not found');
  }

  private push(request: IncomingMessage, response: ServerResponse, tenant: string, body: string): void {
    this.pushes += 1;
    if (this.trouble === 'hangs') return;
    if (this.trouble === 'down') return answer(response, 503, 'at least 1 live replicas required');
    if (this.trouble === 'refuses') return answer(response, 400, 'entry too far behind');
    const fault = faultOf(request, body);
    if (fault !== null) return answer(response, 400, fault);
    const kept = this.kept.get(tenant) ?? [];
    for (const { stream, values } of (JSON.parse(body) as { streams: Stream[] }).streams) {
      for (const [nanoseconds, line] of values) kept.push({ labels: stream, nanoseconds, line });
    }
    this.kept.set(tenant, kept);
    response.writeHead(204).end();
  }

  /** Of LogQL it knows what the tests ask: `{service="billing_service"}`. */
  private query(response: ServerResponse, tenant: string, query: string): void {
    const [, label = '', value = ''] = /^\{(\w+)="([^"]*)"\}$/.exec(query) ?? [];
    const result = this.lines(tenant)
      .filter(({ labels }) => labels[label] === value)
      .map(({ labels, nanoseconds, line }) => ({ stream: labels, values: [[nanoseconds, line]] }));
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ status: 'success', data: { resultType: 'streams', result } }));
  }
}

/** What Loki would refuse the push for. */
function faultOf(request: IncomingMessage, body: string): string | null {
  if (request.headers['content-type'] !== 'application/json') return 'unsupported content type';
  const { streams } = JSON.parse(body) as { streams?: Stream[] };
  if (!Array.isArray(streams) || streams.length === 0) return 'no streams';
  for (const { stream, values } of streams) {
    const labels = Object.entries(stream);
    if (labels.length === 0) return 'error at least one label pair is required per stream';
    if (labels.length > 15) return 'stream has too many labels';
    if (labels.some(([name, value]) => !LABEL_NAME.test(name) || typeof value !== 'string'))
      return 'bad label';
    const now = Date.now();
    for (const value of values) {
      const [nanoseconds, line] = value;
      if (value.length !== 2 || typeof line !== 'string' || !/^\d{19}$/.test(nanoseconds)) return 'bad entry';
      if (line.length > 256 * 1024) return 'Max entry size exceeded';
      if (Math.abs(Number(nanoseconds) / 1e6 - now) > 600_000) return 'timestamp too far';
    }
  }
  return null;
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(message);
}
