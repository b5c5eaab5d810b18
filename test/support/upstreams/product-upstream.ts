import type { ServerResponse } from 'node:http';
import { integrationsConfig } from '../../../src/config/load-integrations.js';
import type { IntegrationsConfig } from '../../../src/config/integrations-config.js';
import { answerJson, type ArrivedRequest, ScriptedUpstream } from './scripted-upstream.js';

/** What one product costs there: the members of its answers that are not the usual ones. */
export interface UpstreamTerms {
  /** As it is written: `3E-7`. */
  readonly unit_price: string | null;
  /** Of a calculation. */
  readonly [member: string]: unknown;
}

/** A product service as small as a test of prices needs it, speaking v2 over real HTTP. */
export class ProductUpstream {
  readonly products = new Map<string, UpstreamTerms>();
  /** Cuts every connection instead of answering. */
  isDown = false;
  /** Questions for prices that were answered, a line each. */
  readonly questions: string[] = [];
  private held: Promise<void> | null = null;

  private constructor(private readonly server: ScriptedUpstream) {}

  static async start(): Promise<ProductUpstream> {
    const server = await ScriptedUpstream.start(() => undefined);
    const upstream = new ProductUpstream(server);
    server.script = (request, response) => void upstream.answer(request, response);
    return upstream;
  }

  get url(): string {
    return this.server.url;
  }

  stop(): Promise<void> {
    return this.server.stop();
  }

  /** Keeps all answers back until the function is called that this answers. */
  hold(): () => void {
    let release = (): void => undefined;
    this.held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  /** A service that asks this upstream, with short waits. */
  integrations(product: Partial<IntegrationsConfig['product']> = {}): IntegrationsConfig {
    return ProductUpstream.configured(this.url, product);
  }

  static configured(url: string, product: Partial<IntegrationsConfig['product']> = {}): IntegrationsConfig {
    const usual = integrationsConfig({});
    return {
      ...usual,
      generation: 'v2',
      http: { ...usual.http, readTimeoutMs: 1_000, breakerOpenMs: 100 },
      product: { client: 'http', url, refreshIntervalMs: 200, staleAfterMs: 60_000, ...product },
    };
  }

  private async answer(request: ArrivedRequest, response: ServerResponse): Promise<void> {
    await this.held;
    if (this.isDown) {
      request.socket.destroy();
      return;
    }
    const lookUp = /^\/api\/v1\/product\/products\/([^/]+)\/pricing$/.exec(request.url);
    if (request.method === 'POST' && request.url === '/api/v1/pricing/calculate') {
      this.calculate(JSON.parse(request.body) as { product_id: string; quantity: string }, response);
    } else if (lookUp) {
      const name = decodeURIComponent(lookUp[1] as string);
      answerJson(
        response,
        200,
        JSON.stringify({ product_id: name, product_name: `The ${name}`, base_price: 9 }),
      );
    } else answerJson(response, 404, '{"detail":"Not Found"}');
  }

  private calculate(asked: { product_id: string; quantity: string }, response: ServerResponse): void {
    this.questions.push(`${asked.product_id} ${asked.quantity}`);
    const terms = this.products.get(asked.product_id);
    if (!terms) return answerJson(response, 404, '{"detail":"Product not found"}');
    const total = Number(terms.unit_price ?? 0) * Number(asked.quantity);
    const body = {
      ...asked,
      unit_type: 'token',
      total_price: total.toFixed(8),
      total_cost: total.toFixed(8),
      currency: 'CREDIT',
      pricing_found: true,
      tier_name: 'base',
      tier_breakdown: [],
      plan_discount_applied: false,
      plan_discount_amount: '0',
      metadata: { product_type: 'model' },
      ...terms,
    };
    answerJson(response, 200, JSON.stringify(body));
  }
}
