/** One answer of the API, read whole. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

export interface CallOptions {
  readonly body?: unknown;
  /** Sent as `Idempotency-Key`. */
  readonly key?: string;
}

/** Calls a running service as a client would: JSON in, JSON out. */
export class ApiClient {
  /** The service's address is asked for at each call: it need not listen yet. */
  constructor(private readonly service: { readonly url: string }) {}

  get(path: string): Promise<ApiAnswer> {
    return this.call('GET', path, {});
  }

  post(path: string, body: unknown, key?: string): Promise<ApiAnswer> {
    return this.call('POST', path, key === undefined ? { body } : { body, key });
  }

  patch(path: string, body: unknown, key?: string): Promise<ApiAnswer> {
    return this.call('PATCH', path, key === undefined ? { body } : { body, key });
  }

  put(path: string, key?: string): Promise<ApiAnswer> {
    return this.call('PUT', path, key === undefined ? {} : { key });
  }

  delete(path: string, key?: string): Promise<ApiAnswer> {
    return this.call('DELETE', path, key === undefined ? {} : { key });
  }

  private async call(method: string, path: string, { body, key }: CallOptions): Promise<ApiAnswer> {
    const response = await fetch(this.service.url + path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...(key === undefined ? {} : { 'Idempotency-Key': key }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
  }
}
