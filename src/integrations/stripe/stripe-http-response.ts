import { Readable } from 'node:stream';
import type { IncomingHttpHeaders } from 'node:http';
import type Stripe from 'stripe';

type HttpResponse = Stripe.HttpClientResponse;

/** An answer of Stripe, as its SDK reads it. */
export class StripeHttpResponse implements HttpResponse {
  private readonly raw: { readonly statusCode: number; readonly headers: IncomingHttpHeaders };

  constructor(
    status: number,
    headers: IncomingHttpHeaders,
    private readonly text: string,
  ) {
    this.raw = { statusCode: status, headers };
  }

  getStatusCode(): number {
    return this.raw.statusCode;
  }

  getHeaders(): ReturnType<HttpResponse['getHeaders']> {
    return this.raw.headers as ReturnType<HttpResponse['getHeaders']>;
  }

  /** The SDK adds to it. */
  getRawResponse(): object {
    return this.raw;
  }

  toStream(completed: () => void): Readable {
    return Readable.from([this.text]).once('end', completed);
  }

  async toJSON(): Promise<unknown> {
    return JSON.parse(this.text);
  }
}
