/** One line of a batch's answer, or one result of it. */
export interface ItemResult {
  readonly index: number;
  readonly status: number;
  readonly billing_id?: string;
  readonly replayed?: true;
  readonly problem?: Record<string, unknown> & { readonly code: string };
}

export interface BatchSummary {
  readonly total: number;
  readonly completed: number;
  readonly failed: number;
  readonly replayed: number;
  readonly problem?: Record<string, unknown> & { readonly code: string };
}

export interface BatchAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly results: readonly ItemResult[];
  /** Null where the answer was cut off, or is a problem. */
  readonly summary: BatchSummary | null;
  readonly body: Record<string, unknown>;
}

export interface BatchOptions {
  readonly key?: string;
  readonly query?: string;
  readonly path?: string;
  readonly type?: string;
}

/** Sends batches as a client would, as a list or as lines. */
export class BatchClient {
  constructor(private readonly service: { readonly url: string }) {}

  /** A list of events, or a body as it stands. */
  async list(body: unknown, options: BatchOptions = {}): Promise<BatchAnswer> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await this.send(text, { type: 'application/json', ...options });
    const answer = JSON.parse(await response.text()) as BatchSummary & { results?: ItemResult[] };
    const { results = [], ...summary } = answer;
    return {
      status: response.status,
      headers: response.headers,
      results,
      summary: response.ok ? summary : null,
      body: { ...answer },
    };
  }

  /** A line for each event; a string is a line as it stands. */
  lines(events: readonly (object | string)[], options: BatchOptions = {}): Promise<BatchAnswer> {
    return this.stream(linesOf(events), options);
  }

  /** A body of lines as it stands. */
  async stream(body: string, options: BatchOptions = {}): Promise<BatchAnswer> {
    const response = await this.send(body, { type: 'application/x-ndjson', ...options });
    const text = await response.text();
    if (!response.ok) return notBegun(response, text);
    const answered = text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as object);
    const last = answered.at(-1);
    const hasSummary = last !== undefined && 'total' in last;
    return {
      status: response.status,
      headers: response.headers,
      results: (hasSummary ? answered.slice(0, -1) : answered) as ItemResult[],
      summary: hasSummary ? (last as BatchSummary) : null,
      body: {},
    };
  }

  private send(
    body: string,
    { key, query = '', path = '/api/v1/usage/record/batch', type = '' }: BatchOptions,
  ) {
    const headers = { 'Content-Type': type, ...(key === undefined ? {} : { 'Idempotency-Key': key }) };
    return fetch(`${this.service.url}${path}${query}`, { method: 'POST', headers, body });
  }
}

export function linesOf(events: readonly (object | string)[]): string {
  return events.map((event) => `${typeof event === 'string' ? event : JSON.stringify(event)}\n`).join('');
}

function notBegun(response: Response, text: string): BatchAnswer {
  const body = JSON.parse(text) as Record<string, unknown>;
  return { status: response.status, headers: response.headers, results: [], summary: null, body };
}
