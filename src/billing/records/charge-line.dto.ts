import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

const LINE_KINDS = ['priced', 'free_tier', 'subscription_included'] as const;

/** One explained component of a charge: what quantity cost what, and why. */
export class ChargeLineDto {
  /**
   * `usage` when the price has one unit price, else the dimension's name.
   * @example 'input_tokens'
   */
  dimension: string;

  /**
   * Quantity in the product's unit.
   * @example '1000'
   */
  quantity: string;

  /**
   * Price of one unit; 0 for an allowance.
   * @example '0.002'
   */
  unit_price: string;

  /**
   * quantity × unit_price.
   * @example '2.00'
   */
  amount: string;

  /** `priced`, or the allowance that covered this quantity. */
  @ApiProperty({ enum: LINE_KINDS, enumName: 'ChargeLineKind' })
  kind: (typeof LINE_KINDS)[number];

  /** Of an allowance: whose counter it took from. */
  @ApiPropertyOptional({ example: 'free_tier' })
  source?: string;

  /** Of an allowance: the first instant of the period it counts in. */
  @ApiPropertyOptional({ example: '2025-10-01T00:00:00.000Z' })
  period_start?: string;

  /** True when the product service had not confirmed the price for long; else absent. */
  @ApiPropertyOptional({ example: true })
  is_price_stale?: true;
}
