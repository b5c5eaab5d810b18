import { findService } from '../command-frame/find-service.js';
import { BillingApi } from '../replay/billing-api.js';
import { type Output, startProgress } from '../replay/progress.js';
import { CatalogueWriter, type ImportCounts } from './catalogue-writer.js';
import { SKIP_REASONS } from './model-prices.js';
import type { ImportOptions } from './options.js';
import { type ImportPlan, planImport } from './price-package.js';

/** Most product ids that are named for one reason. */
const MOST_NAMED = 3;

/** Fills the catalogue of a running service and says what it did. */
export async function importPrices(options: ImportOptions, out: Output): Promise<ImportCounts> {
  const plan = await planImport(options.providers);
  await findService(options.url);
  out.write(`@pydantic/genai-prices: ${plan.models} models of ${plan.providers} providers\n`);
  const writer = new CatalogueWriter(new BillingApi(options.url), options.currency);
  const progress = startProgress('products', plan.products.length, out);
  try {
    await inParallel(options.concurrency, plan.products, async (product) => {
      await writer.add(product);
      progress.advance();
    });
  } finally {
    progress.stop();
  }
  out.write(`${summaryOf(writer.counts, plan)}\n`);
  return writer.counts;
}

async function inParallel<T>(
  callers: number,
  items: readonly T[],
  work: (item: T) => Promise<void>,
): Promise<void> {
  // One queue shared by all callers; when one fails, leaving its loop ends the queue for the others too.
  const queue = queueOf(items);
  const call = async (): Promise<void> => {
    for (const item of queue) await work(item);
  };
  await Promise.all(Array.from({ length: callers }, call));
}

function* queueOf<T>(items: readonly T[]): Generator<T, void, undefined> {
  yield* items;
}

export function summaryOf(counts: ImportCounts, plan: ImportPlan): string {
  const lines = [
    `products: ${counts.productsAdded} added, ${counts.productsThere} there already`,
    `prices:   ${counts.pricesAdded} added, ${counts.pricesThere} there already`,
  ];
  if (counts.pricesKept > 0) {
    lines.push(
      `          ${counts.pricesKept} left as an earlier import set them, though asked for otherwise now: ` +
        'prices are never edited; add a new one from its own date',
    );
  }
  for (const [reason, productIds] of plan.skipped) {
    const more = productIds.length > MOST_NAMED ? ', …' : '';
    const named = productIds.slice(0, MOST_NAMED).join(', ') + more;
    lines.push(`skipped:  ${productIds.length} ${SKIP_REASONS[reason]} (${named})`);
  }
  return lines.join('\n');
}
