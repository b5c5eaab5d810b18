/** What an upstream answered, as it came over the wire. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** Calls to one upstream over HTTP, as its clients make them. */
export class UpstreamCalls {
  constructor(
    private readonly upstream: { readonly url: string },
    private readonly headers: Readonly<Record<string, string>> = {},
  ) {}

  get(path: string, signal?: AbortSignal): Promise<Answered> {
    return this.call('GET', path, undefined, signal);
  }

  post(path: string, body?: unknown, signal?: AbortSignal): Promise<Answered> {
    return this.call('POST', path, body, signal);
  }

  private async call(method: string, path: string, body: unknown, signal?: AbortSignal): Promise<Answered> {
    const answer = await fetch(this.upstream.url + path, {
      method,
      headers: { 'content-type': 'application/json', ...this.headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    return {
      status: answer.status,
      headers: answer.headers,
      body: (await answer.json()) as Answered['body'],
    };
  }
}
