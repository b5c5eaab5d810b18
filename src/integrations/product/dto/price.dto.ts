import { ApiProperty } from '@nestjs/swagger';
import { FREE_TIER_PERIODS, type FreeTierPeriod } from '../../../domain/vocabulary.js';
import { PriceDimensionDto } from './price-dimension.dto.js';

/** One version of a product's price. Versions are never edited; the latest that has begun applies. */
export class PriceDto {
  /** @example 'price_0199d0a1b2c3700080f3a5c7d9e1b203' */
  price_id: string;

  /** @example 'gpt-4' */
  product_id: string;

  /** @example 'CREDIT' */
  currency: string;

  /**
   * What one unit costs; null when the price has dimensions.
   * @example '0.002'
   */
  unit_price: string | null;

  /**
   * What each named part of a usage event costs; null when one unit price covers all.
   * @example null
   */
  @ApiProperty({ type: [PriceDimensionDto], nullable: true })
  dimensions: PriceDimensionDto[] | null;

  /**
   * Quantity at no cost in each period, for each payer; null without a free tier.
   * @example '1000'
   */
  free_tier_limit: string | null;

  /** How often the free tier starts again: at midnight, on the first of the month or of the year, UTC. */
  @ApiProperty({ enum: FREE_TIER_PERIODS, enumName: 'FreeTierPeriod', nullable: true })
  free_tier_period: FreeTierPeriod | null;

  /**
   * First instant of usage that it applies to.
   * @example '1970-01-01T00:00:00.000Z'
   */
  effective_from: string;

  /**
   * First instant that it no longer applies to; null when it stands until the next version begins.
   * @example null
   */
  effective_until: string | null;
}
