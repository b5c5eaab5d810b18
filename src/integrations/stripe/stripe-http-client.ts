import { Logger } from '@nestjs/common';
import { Agent, type Dispatcher } from 'undici';
import type { IncomingHttpHeaders } from 'node:http';
import type Stripe from 'stripe';
import type { UpstreamHttpConfig } from '../../config/integrations-config.js';
import { Exchange } from '../upstream/calls/exchange.js';
import type { ReceivedAnswer } from '../upstream/answers/received-answer.js';
import { UpstreamGuard } from '../upstream/calls/upstream-guard.js';
import type { UpstreamState } from '../upstream/upstream.js';
import { StripeHttpResponse } from './stripe-http-response.js';

type HttpClient = Stripe.HttpClient;
type MakeRequest = HttpClient['makeRequest'];

/** Longest answer: a hundred payments with all they know. */
const MAX_ANSWER_BYTES = 8 * 1024 * 1024;
const IDLE_CONNECTION_MS = 30_000;

/**
 * The SDK's way to Stripe, through the same bulkhead and circuit breaker as every upstream. One call is one request:
 * left alone the SDK sends a request again whose connection was closed, whatever number of retries it is told, and when
 * the second try is refused, nobody knows of the first. With one try, an error says what is known of all that was sent.
 */
export class StripeHttpClient implements HttpClient {
  readonly name = 'stripe';
  private readonly logger = new Logger('Stripe');
  private readonly agent: Agent;
  private readonly guard: UpstreamGuard;

  constructor(bounds: UpstreamHttpConfig) {
    this.agent = new Agent({
      connections: bounds.connections,
      connect: { timeout: bounds.connectTimeoutMs },
      keepAliveTimeout: IDLE_CONNECTION_MS,
      pipelining: 1,
      maxResponseSize: MAX_ANSWER_BYTES,
    });
    this.guard = new UpstreamGuard(this.name, bounds, ({ status }) => status >= 500);
  }

  /** True while no call is made because Stripe failed again and again. */
  get isOpen(): boolean {
    return this.guard.isOpen;
  }

  state(): UpstreamState {
    return this.guard.state();
  }

  getClientName(): string {
    return 'undici';
  }

  /** Throws `NotSent` or `UpstreamFailure`. */
  async makeRequest(
    ...[host, port, path, method, headers, data, protocol, timeoutMs]: Parameters<MakeRequest>
  ) {
    const exchange = new Exchange(this.name, asText);
    const timer = setTimeout(() => exchange.fail(`no answer within ${timeoutMs} ms`), timeoutMs);
    const origin = `${protocol}://${host}:${port}`;
    const request: Dispatcher.DispatchOptions = {
      origin,
      path,
      method,
      headers: asStrings(headers),
      body: data || null,
    };
    try {
      void this.guard.run(exchange, () => this.agent.dispatch(request, exchange));
      const { status, headers: answered, body } = await exchange.answer;
      // To a caller it is as if Stripe were away; only the operator can mend it.
      if (status === 401 || status === 403) {
        this.logger.error(`Stripe refuses our key (${status} for ${method} ${path}): see STRIPE_SECRET_KEY`);
      }
      return new StripeHttpResponse(status, answered, body as string);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends what is in flight. */
  async close(): Promise<void> {
    await this.agent.destroy();
  }
}

/** As it came: the SDK parses it. */
function asText(status: number, headers: IncomingHttpHeaders, body: Buffer): ReceivedAnswer {
  return { status, headers, body: body.toString('utf8'), retryAfterMs: null };
}

function asStrings(headers: Parameters<MakeRequest>[4]): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
