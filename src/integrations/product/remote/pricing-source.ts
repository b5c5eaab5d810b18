import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../../config/app-config.js';
import { isJsonObject, type JsonObject } from '../../upstream/answers/json-object.js';
import { plainText } from '../../upstream/answers/plain-text.js';
import type { UpstreamAnswer, UpstreamCall } from '../../upstream/calls/upstream-http.js';
import { Upstreams } from '../../upstream/upstreams.js';
import type { PriceReading } from './price-reading.js';
import { readV1Pricing } from './v1-pricing.js';
import { ASKED_QUANTITIES, readV2Pricing } from './v2-pricing.js';

export interface PriceQuestion {
  readonly productId: string;
  /** Then its name is not asked for again. */
  readonly isKnown: boolean;
  /** Epoch milliseconds by the database's clock. */
  readonly askedAt: number;
}

/** Asks the product service what a product costs. Stores nothing. */
@Injectable()
export class PricingSource {
  constructor(
    @Inject(Upstreams) private readonly upstreams: Pick<Upstreams, 'http'>,
    @Inject(APP_CONFIG) private readonly config: Pick<AppConfig, 'integrations'>,
  ) {}

  /** Throws when the product service does not answer, or answers with an error of its own. */
  ask(question: PriceQuestion, signal?: AbortSignal): Promise<PriceReading> {
    const { generation } = this.config.integrations;
    return generation === 'v1' ? this.askV1(question, signal) : this.askV2(question, signal);
  }

  private async askV1({ productId, askedAt }: PriceQuestion, signal?: AbortSignal): Promise<PriceReading> {
    const path = `/api/v1/products/${encodeURIComponent(productId)}/pricing`;
    const answer = await this.request({ method: 'GET', path }, signal);
    return missing(answer) ?? readV1Pricing(productId, bodyOf(answer), askedAt);
  }

  private async askV2({ productId, isKnown }: PriceQuestion, signal?: AbortSignal): Promise<PriceReading> {
    const bodies: JsonObject[] = [];
    for (const quantity of ASKED_QUANTITIES) {
      const body = { product_id: productId, quantity };
      const answer = await this.request({ method: 'POST', path: '/api/v1/pricing/calculate', body }, signal);
      const none = missing(answer);
      if (none) return none;
      bodies.push(bodyOf(answer));
    }
    const name = isKnown ? null : await this.nameOf(productId, signal);
    return readV2Pricing(productId, name, bodies);
  }

  /** Null where the look-up knows no name. */
  private async nameOf(productId: string, signal?: AbortSignal): Promise<unknown> {
    const path = `/api/v1/product/products/${encodeURIComponent(productId)}/pricing`;
    const answer = await this.request({ method: 'GET', path }, signal);
    return missing(answer) ? null : bodyOf(answer)['product_name'];
  }

  private request(call: UpstreamCall, signal?: AbortSignal): Promise<UpstreamAnswer> {
    return this.upstreams.http('product').ask(call, signal);
  }
}

function missing({ status, body }: UpstreamAnswer): PriceReading | null {
  if (status !== 404) return null;
  const detail = isJsonObject(body) ? body['detail'] : null;
  if (typeof detail !== 'string') throw new Error('The product service answered 404 without a reason');
  return { kind: 'missing', product: null, reason: plainText(detail, 200) };
}

function bodyOf({ status, body }: UpstreamAnswer): JsonObject {
  if (status !== 200) throw new Error(`The product service answered ${status}`);
  if (!isJsonObject(body)) throw new Error('The product service answered 200 without a JSON object');
  return body;
}
