import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { BatchSummary, ItemResult } from './batch-client.js';
import { linesOf } from './batch-client.js';
import { waitUntil } from '../wait-until.js';

/** An NDJSON batch that is sent and read bit by bit, as the test wants it. */
export class OpenBatch {
  /** How the connection ended; null while it has not. */
  ended: 'well' | 'cut' | null = null;
  private readonly request: ClientRequest;
  private readonly closed: Promise<void>;
  private response: IncomingMessage | null = null;
  private text = '';

  /** Reads what comes as it comes, unless it is told to read nothing. */
  constructor(service: { readonly url: string }, options: { reads?: boolean; query?: string } = {}) {
    const { reads = true, query = '' } = options;
    this.request = request(`${service.url}/api/v1/usage/record/batch${query}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/x-ndjson' },
      agent: false,
    });
    this.request.on('error', () => (this.ended ??= 'cut'));
    this.closed = new Promise((resolve) =>
      this.request.on('close', () => {
        this.ended ??= 'cut';
        resolve();
      }),
    );
    this.request.on('response', (response) => {
      this.response = response;
      response.setEncoding('utf8');
      if (reads) response.on('data', (text: string) => (this.text += text));
      response.on('end', () => (this.ended ??= 'well'));
      response.on('error', () => (this.ended ??= 'cut'));
    });
    this.request.flushHeaders();
  }

  get status(): number | null {
    return this.response?.statusCode ?? null;
  }

  /** Everything that was answered so far, the summary included. */
  get answered(): (ItemResult & Partial<BatchSummary>)[] {
    const lines = this.text.split('\n').slice(0, -1);
    return lines.map((line) => JSON.parse(line) as ItemResult & Partial<BatchSummary>);
  }

  get summary(): Partial<BatchSummary> | undefined {
    return this.answered.find((line) => line.total !== undefined);
  }

  /** Bytes that the connection has taken from this client. */
  get bytesTaken(): number {
    return this.request.socket?.bytesWritten ?? 0;
  }

  /** Resolves when the connection has taken it, or has ended. */
  async send(events: readonly (object | string)[]): Promise<void> {
    if (this.ended !== null) return;
    await new Promise<void>((resolve) => this.request.write(linesOf(events), () => resolve()));
  }

  async untilAnswered(count: number): Promise<void> {
    await waitUntil(`${count} lines are answered`, () => this.answered.length >= count);
  }

  /** Sends no more and waits for the end of the answer, however long it takes. */
  async finish(): Promise<void> {
    this.request.end();
    await this.closed;
  }

  async untilEnded(): Promise<void> {
    await this.closed;
  }

  /** Goes away in the middle. */
  vanish(): void {
    this.request.destroy();
  }
}
