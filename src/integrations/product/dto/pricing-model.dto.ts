import { ApiProperty } from '@nestjs/swagger';
import { FREE_TIER_PERIODS, type FreeTierPeriod } from '../../../domain/vocabulary.js';
import { PriceDimensionDto } from './price-dimension.dto.js';

/** The price version that is effective now, under the platform's names. */
export class PricingModelDto {
  /**
   * The price's id.
   * @example 'price_0199d0a1b2c3700080f3a5c7d9e1b203'
   */
  pricing_model_id: string;

  /** @example 'usage_based' */
  pricing_type: 'usage_based';

  /** @example 'token' */
  unit_type: string;

  /**
   * What one unit costs; null when the price has dimensions.
   * @example '0.002'
   */
  base_unit_price: string | null;

  /**
   * Price of the dimension `input_tokens`; null without one.
   * @example null
   */
  input_unit_price: string | null;

  /**
   * Price of the dimension `output_tokens`; null without one.
   * @example null
   */
  output_unit_price: string | null;

  /**
   * Every dimension's price; null when one unit price covers all.
   * @example null
   */
  @ApiProperty({ type: [PriceDimensionDto], nullable: true })
  dimensions: PriceDimensionDto[] | null;

  /** @example 'CREDIT' */
  currency: string;

  /**
   * Quantity at no cost in each period; null without a free tier.
   * @example '1000'
   */
  free_tier_limit: string | null;

  /** How often the free tier starts again, UTC. */
  @ApiProperty({ enum: FREE_TIER_PERIODS, enumName: 'FreeTierPeriod', nullable: true })
  free_tier_period: FreeTierPeriod | null;

  /** @example '1970-01-01T00:00:00.000Z' */
  effective_from: string;

  /** @example null */
  effective_until: string | null;

  /**
   * When the product service last confirmed the price; null for a price of our own.
   * @example null
   */
  confirmed_at: string | null;

  /** The product service has not confirmed the price for long; it is charged all the same. */
  @ApiProperty({ example: false })
  is_stale: boolean;
}
