import type { Decimal } from '../../../domain/decimal.js';
import { type Currency, FREE_TIER_PERIODS, type FreeTierPeriod } from '../../../domain/vocabulary.js';
import { IsDecimal, IsMoneyAmount } from '../../../http/validation/is-decimal.js';
import { IsInstant } from '../../../http/validation/is-instant.js';
import { IsListOf } from '../../../http/validation/is-list-of.js';
import { IsCurrency, IsOneOf } from '../../../http/validation/is-one-of.js';
import { AddPriceDimensionDto } from './add-price-dimension.dto.js';

/** A new version of a product's price: one `unit_price`, or `dimensions` with a price each. */
export class AddPriceDto {
  /** `CREDIT` when absent. */
  @IsCurrency({ optional: true })
  currency?: Currency;

  /** What one unit costs. Exactly one of this and `dimensions`. */
  @IsMoneyAmount({ optional: true, example: '0.002' })
  unit_price?: Decimal;

  /**
   * Prices of the named parts of a usage event, whose quantities stand in `usage_details` and add up to
   * `usage_amount`. Parts are disjoint: a token is counted in one of them. Allowances are taken in this order.
   */
  @IsListOf(() => AddPriceDimensionDto, { optional: true, min: 1, max: 16 })
  dimensions?: AddPriceDimensionDto[];

  /** Quantity at no cost in each period, for each payer. */
  @IsDecimal({ optional: true, example: '1000' })
  free_tier_limit?: Decimal;

  /** How often the free tier starts again, UTC; `monthly` when absent. */
  @IsOneOf(FREE_TIER_PERIODS, { optional: true, enumName: 'FreeTierPeriod' })
  free_tier_period?: FreeTierPeriod;

  /** First instant of usage that it applies to; now when absent. */
  @IsInstant({ optional: true, example: '2025-10-01T00:00:00Z' })
  effective_from?: number;

  /** First instant that it no longer applies to; without it, it stands until the next version begins. */
  @IsInstant({ optional: true })
  effective_until?: number;
}
