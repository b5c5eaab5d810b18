import { formatMoney, formatQuantity } from '../../domain/decimal.js';
import type { PriceVersion } from '../../domain/rating/price.js';
import type { PriceDto } from './dto/price.dto.js';
import type { PricingModelDto } from './dto/pricing-model.dto.js';
import type { ProductDto } from './dto/product.dto.js';
import type { Pricing, Product } from './product.client.js';

export function productDtoOf(product: Product): ProductDto {
  return {
    product_id: product.productId,
    name: product.name,
    product_type: product.productType,
    unit_type: product.unitType,
    description: product.description,
    created_at: product.createdAt.toISOString(),
  };
}

export function priceDtoOf(price: PriceVersion): PriceDto {
  return {
    price_id: price.priceId,
    product_id: price.productId,
    currency: price.currency,
    unit_price: price.unitPrice && formatMoney(price.unitPrice),
    dimensions: dimensionsOf(price),
    free_tier_limit: price.freeTier && formatQuantity(price.freeTier.limit),
    free_tier_period: price.freeTier && price.freeTier.period,
    effective_from: new Date(price.effectiveFrom).toISOString(),
    effective_until: price.effectiveUntil === null ? null : new Date(price.effectiveUntil).toISOString(),
  };
}

/** The platform's name for a price version. */
export function pricingModelOf({ product, price, confirmedAt, isStale }: Pricing): PricingModelDto {
  const { price_id, product_id: _, unit_price, ...rest } = priceDtoOf(price);
  const priceOf = (name: string) => rest.dimensions?.find((part) => part.name === name)?.unit_price ?? null;
  return {
    pricing_model_id: price_id,
    pricing_type: 'usage_based',
    unit_type: product.unitType,
    base_unit_price: unit_price,
    input_unit_price: priceOf('input_tokens'),
    output_unit_price: priceOf('output_tokens'),
    ...rest,
    confirmed_at: confirmedAt ? new Date(confirmedAt).toISOString() : null,
    is_stale: isStale ?? false,
  };
}

function dimensionsOf(price: PriceVersion): PriceDto['dimensions'] {
  if (!price.dimensions) return null;
  return price.dimensions.map(({ name, unitPrice }) => ({ name, unit_price: formatMoney(unitPrice) }));
}
