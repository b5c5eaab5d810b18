import { type Provider, waitForUpdate } from '@pydantic/genai-prices';
import { UsageError } from '../command-frame/command-line.js';
import { type ImportedPrice, importedModelOf, type SkipReason } from './model-prices.js';

/** A product to be in the catalogue, with its prices. */
export interface PlannedProduct {
  readonly productId: string;
  readonly name: string;
  readonly prices: readonly ImportedPrice[];
}

export interface ImportPlan {
  readonly providers: number;
  readonly models: number;
  readonly products: readonly PlannedProduct[];
  /** By reason, the product ids that each skipped price belongs to. */
  readonly skipped: ReadonlyMap<SkipReason, readonly string[]>;
}

/** Reads the data that comes with the price package; nothing is fetched. Throws UsageError for an unknown provider. */
export async function planImport(wanted: readonly string[] | null): Promise<ImportPlan> {
  // Without an updater this is the data of the package itself.
  const providers = (await waitForUpdate()) ?? [];
  return planOf(chosen(providers, wanted));
}

function planOf(providers: readonly Provider[]): ImportPlan {
  const products: PlannedProduct[] = [];
  const skipped = new Map<SkipReason, string[]>();
  let models = 0;
  for (const provider of providers) {
    for (const model of provider.models) {
      models += 1;
      // The package's own notation for a model of one provider; the same model costs differently elsewhere.
      const productId = `${provider.id}:${model.id}`;
      const { prices, skipped: reasons } = importedModelOf(model);
      for (const reason of reasons) skipped.set(reason, [...(skipped.get(reason) ?? []), productId]);
      if (prices.length > 0) {
        products.push({ productId, name: `${model.name ?? model.id} (${provider.name})`, prices });
      }
    }
  }
  return { providers: providers.length, models, products, skipped };
}

function chosen(providers: readonly Provider[], wanted: readonly string[] | null): readonly Provider[] {
  if (wanted === null) return providers;
  const unknown = wanted.filter((id) => !providers.some((provider) => provider.id === id));
  if (unknown.length === 0) return providers.filter(({ id }) => wanted.includes(id));
  const known = providers.map(({ id }) => id).join(', ');
  throw new UsageError(
    `--provider names ${unknown.join(', ')}, which the package does not have. It has: ${known}`,
  );
}
