import { Logger } from '@nestjs/common';
import { RareLines } from '../../observability/rare-lines.js';
import { NotSent } from '../payer/remote-payer.js';
import { isJsonObject } from './answers/json-object.js';
import type { PooledUpstreamHttp } from './calls/pooled-upstream-http.js';
import type { UpstreamAnswer, UpstreamCall, UpstreamHttp } from './calls/upstream-http.js';
import type { UpstreamName, UpstreamState } from './upstream.js';

/** How often the log says that a service does not know our paths. */
const STRANGER_LINE_MS = 60_000;

/** The platform's two generations share a host and differ in paths; the subscription service has one generation. */
const HAS_GENERATIONS: readonly UpstreamName[] = ['product', 'wallet', 'payment'];

/**
 * HTTP to a service of the platform. One that does not know the path that it is asked by is of the other generation, or
 * is another service: nothing has happened there, and nobody may read its answer as "there is no such wallet".
 */
export class PlatformHttp implements UpstreamHttp {
  private readonly logger = new Logger('Upstream');
  private readonly lines = new RareLines(STRANGER_LINE_MS);
  /** The route that it did not know, and what that says; null again when it answers there. */
  private stranger: { readonly route: string; readonly reason: string } | null = null;

  constructor(
    private readonly http: PooledUpstreamHttp,
    private readonly generation: 'v1' | 'v2',
  ) {}

  get name(): UpstreamName {
    return this.http.name;
  }

  get isOpen(): boolean {
    return this.http.isOpen;
  }

  state(): UpstreamState {
    const state = this.http.state();
    return this.stranger === null ? state : { ...state, lastError: this.stranger.reason };
  }

  async ask(call: UpstreamCall, signal?: AbortSignal): Promise<UpstreamAnswer> {
    return this.known(call, await this.http.ask(call, signal));
  }

  async send(call: UpstreamCall, signal: AbortSignal): Promise<UpstreamAnswer> {
    return this.known(call, await this.http.send(call, signal));
  }

  close(): Promise<void> {
    return this.http.close();
  }

  private known(call: UpstreamCall, answer: UpstreamAnswer): UpstreamAnswer {
    const route = routeOf(call);
    if (!isUnknownRoute(answer)) {
      if (this.stranger?.route === route) this.stranger = null;
      return answer;
    }
    const settings = HAS_GENERATIONS.includes(this.name)
      ? `UPSTREAM_GENERATION (${this.generation}) or its URL`
      : 'its URL';
    const reason = `it does not know the path ${route}: ${settings} may be the wrong one`;
    this.stranger = { route, reason };
    if (this.lines.turnOf('') !== null) {
      this.logger.error({
        upstream: this.name,
        status: answer.status,
        msg: `An upstream is not the one: ${reason}`,
      });
    }
    throw new NotSent(`${this.name}: ${reason}`);
  }
}

/** As the platform's framework answers where no route is; or who answers in JSON nowhere, a proxy or another server. */
function isUnknownRoute({ status, body }: UpstreamAnswer): boolean {
  if (status !== 404 && status !== 405) return false;
  if (!isJsonObject(body)) return true;
  return body['detail'] === (status === 404 ? 'Not Found' : 'Method Not Allowed');
}

/** As much of a path as names nobody. */
function routeOf({ method, path }: UpstreamCall): string {
  const segments = path.split('/');
  return `${method} ${segments.slice(0, 4).join('/')}${segments.length > 4 ? '/…' : ''}`;
}
