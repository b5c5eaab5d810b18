/** The process of a client that imports: one NDJSON stream at a time, its answer read while it is sent. */
import { once } from 'node:events';
import { request as httpRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { usageLine } from '../http/request-body.js';
import { serveParent } from '../lab/serve-parent.js';
import { ordersOf } from '../workload/scenario.js';
import { BATCH_PATH, type ImportRequest, type ImportResult } from './import-request.js';

/** What one write hands to the connection. */
const LINES_A_WRITE = 256;
/** The service takes so many in one stream. */
const MOST_LINES = 1_000_000;

interface Summary {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly problem?: unknown;
}

/** The one under way. */
let current: Import | null = null;

class Import {
  readonly result: Promise<ImportResult>;
  private isEnding = false;

  constructor(private readonly options: ImportRequest) {
    this.result = this.run();
    // It may fail while nobody waits for it.
    this.result.catch(() => undefined);
  }

  end(): void {
    this.isEnding = true;
  }

  private async run(): Promise<ImportResult> {
    const { port } = this.options;
    const startedMs = performance.now();
    const request = httpRequest({
      ...{ host: '127.0.0.1', port, path: BATCH_PATH, method: 'POST', agent: false },
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const answered = once(request, 'response').then(([response]) => this.read(response as IncomingMessage));
    const [sent, { status, lastLine }] = await Promise.all([this.send(request), answered]);
    const { completed = 0, total, failed, problem } = JSON.parse(lastLine || '{}') as Partial<Summary>;
    if (status !== 200 || problem !== undefined || failed !== 0 || total !== sent) {
      throw new Error(`an import of ${sent} lines ended with ${status}: ${lastLine}`);
    }
    return { completed, ms: performance.now() - startedMs };
  }

  /** Answers how many lines it has sent. */
  private async send(request: ClientRequest): Promise<number> {
    const { lines, scenario, tag } = this.options;
    const orderOf = ordersOf(scenario, tag);
    const closed = once(request, 'close');
    const most = lines ?? MOST_LINES;
    let sent = 0;
    while (sent < most && !this.isEnding && !request.destroyed) {
      const count = Math.min(LINES_A_WRITE, most - sent);
      const text = Array.from({ length: count }, (_, index) => usageLine(orderOf(sent + index))).join('');
      sent += count;
      if (!request.write(text)) await Promise.race([once(request, 'drain'), closed]);
    }
    request.end();
    return sent;
  }

  /** Keeps the last line, which is the summary; reads the rest as fast as it comes. */
  private async read(response: IncomingMessage): Promise<{ status: number; lastLine: string }> {
    let tail = '';
    response.setEncoding('latin1');
    for await (const chunk of response as AsyncIterable<string>) {
      const text = tail + chunk;
      tail = text.slice(text.lastIndexOf('\n', text.length - 2) + 1);
    }
    return { status: response.statusCode ?? 0, lastLine: tail.trim() };
  }
}

serveParent(
  {
    import: (request: ImportRequest) => new Import(request).result,
    begin: (request: ImportRequest) => void (current = new Import(request)),
    end: () => {
      current?.end();
      return current?.result;
    },
  },
  async () => undefined,
);
