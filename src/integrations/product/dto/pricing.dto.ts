import { ApiProperty } from '@nestjs/swagger';
import { EffectivePricingDto } from './effective-pricing.dto.js';
import { PricingModelDto } from './pricing-model.dto.js';
import { ProductDto } from './product.dto.js';
import { SubscriptionInfoDto } from './subscription-info.dto.js';

/** What a product costs now. Amounts are decimal strings. */
export class PricingDto {
  product: ProductDto;

  pricing_model: PricingModelDto;

  /** The subscription of the asker that includes the product; null without one. */
  @ApiProperty({ type: SubscriptionInfoDto, nullable: true })
  subscription_info: SubscriptionInfoDto | null;

  effective_pricing: EffectivePricingDto;
}
