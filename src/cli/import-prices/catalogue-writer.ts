import { createHash } from 'node:crypto';
import type { Currency } from '../../domain/vocabulary.js';
import { type ApiAnswer, ApiError, type BillingApi, explain } from '../replay/billing-api.js';
import type { ImportedPrice } from './model-prices.js';
import type { PlannedProduct } from './price-package.js';

/** What became of what was to be added. */
export interface ImportCounts {
  productsAdded: number;
  productsThere: number;
  pricesAdded: number;
  pricesThere: number;
  /** An earlier import added another price from the same date, and it stands: prices are never edited. */
  pricesKept: number;
}

/** Adds products and prices through the API. The same product and date have the same key in every run. */
export class CatalogueWriter {
  readonly counts: ImportCounts = {
    productsAdded: 0,
    productsThere: 0,
    pricesAdded: 0,
    pricesThere: 0,
    pricesKept: 0,
  };

  constructor(
    private readonly api: BillingApi,
    private readonly currency: Currency,
  ) {}

  async add({ productId, name, prices }: PlannedProduct): Promise<void> {
    const product = { product_id: productId, name, product_type: 'model', unit_type: 'token' };
    const answer = await this.api.post('/api/v1/products', product, keyOf('product', productId));
    if (wasAdded(answer)) this.counts.productsAdded += 1;
    else if (isThere(answer) || isAnother(answer)) this.counts.productsThere += 1;
    else throw refused(productId, answer);
    // One after the other: the catalogue never has a gap that a later price would have closed.
    for (const price of prices) await this.addPrice(productId, price);
  }

  private async addPrice(productId: string, price: ImportedPrice): Promise<void> {
    const path = `/api/v1/products/${encodeURIComponent(productId)}/prices`;
    const key = keyOf('price', productId, price.effective_from);
    const answer = await this.api.post(path, { currency: this.currency, ...price }, key);
    if (wasAdded(answer)) this.counts.pricesAdded += 1;
    else if (isThere(answer)) this.counts.pricesThere += 1;
    else if (isAnother(answer)) this.counts.pricesKept += 1;
    else throw refused(productId, answer);
  }
}

function keyOf(...names: string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(names)).digest('hex');
  return `import-prices-${digest.slice(0, 32)}`;
}

function wasAdded({ status, replayed }: ApiAnswer): boolean {
  return status === 201 && !replayed;
}

/** Under its key, or under no key any more: keys are forgotten in the end, products and prices are not. */
function isThere(answer: ApiAnswer): boolean {
  const code = codeOf(answer);
  return answer.replayed || code === 'product_already_exists' || code === 'price_already_exists';
}

function isAnother(answer: ApiAnswer): boolean {
  return codeOf(answer) === 'idempotency_key_conflict';
}

function codeOf({ body }: ApiAnswer): unknown {
  return typeof body === 'object' && body !== null && 'code' in body ? body.code : null;
}

function refused(productId: string, { status, body }: ApiAnswer): ApiError {
  return new ApiError(`${productId} was not accepted: ${explain(status, body)}`);
}
