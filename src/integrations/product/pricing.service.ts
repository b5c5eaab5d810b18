import { Inject, Injectable } from '@nestjs/common';
import { entitles } from '../../domain/rating/allowance.js';
import { formatQuantity } from '../../domain/decimal.js';
import { DomainError, invalid, refuse } from '../../domain/problems/problems.js';
import {
  type CurrentSubscription,
  SUBSCRIPTION_CLIENT,
  type SubscriptionClient,
} from '../subscription/subscription.client.js';
import type { PricingDto } from './dto/pricing.dto.js';
import type { SubscriptionInfoDto } from './dto/subscription-info.dto.js';
import { PRODUCT_CLIENT, type ProductClient } from './product.client.js';
import { pricingModelOf, productDtoOf } from './product.mapper.js';

/** For whom a price is asked; both may be left out. */
export interface PricingQuestion {
  readonly userId: string | null;
  readonly subscriptionId: string | null;
}

/** Answers what a product costs now, and whether a subscription includes it, in the platform's shape. */
@Injectable()
export class ProductPricing {
  constructor(
    @Inject(PRODUCT_CLIENT) private readonly products: ProductClient,
    @Inject(SUBSCRIPTION_CLIENT) private readonly subscriptions: SubscriptionClient,
  ) {}

  async pricingOf(productId: string, question: PricingQuestion): Promise<PricingDto> {
    const [pricing, candidates] = await Promise.all([
      this.products.findPricing(productId, null),
      this.candidates(question),
    ]);
    if (!pricing) {
      throw new DomainError(
        refuse('product_pricing_not_found', 'Product pricing not found', { product_id: productId }),
      );
    }
    const model = pricingModelOf(pricing);
    const info = inclusionOf(productId, candidates);
    return {
      product: productDtoOf(pricing.product),
      pricing_model: model,
      subscription_info: info,
      effective_pricing: {
        base_price: '0',
        usage_price:
          model.base_unit_price ?? model.input_unit_price ?? model.dimensions?.[0]?.unit_price ?? '0',
        is_included: info !== null,
        discount_rate: '0',
      },
    };
  }

  /** The subscriptions that may include the product. A subscription that was named must be the user's. */
  private async candidates({ userId, subscriptionId }: PricingQuestion): Promise<CurrentSubscription[]> {
    if (subscriptionId === null) {
      return userId === null ? [] : this.subscriptions.subscriptionsOfUser(userId, null);
    }
    const named = await this.subscriptions.findSubscription(subscriptionId);
    if (named && (userId === null || named.userId === userId)) return [named];
    const message =
      userId === null ? 'subscription_id names no subscription' : "subscription_id is not the user's";
    throw new DomainError(invalid({ field: 'subscription_id', rule: 'owned', message }));
  }
}

/** The first running subscription that includes the product. */
function inclusionOf(
  productId: string,
  candidates: readonly CurrentSubscription[],
): SubscriptionInfoDto | null {
  for (const subscription of candidates) {
    const included = subscription.includedProducts.find((product) => product.productId === productId);
    if (!included || !subscription.hasBegun || !entitles(subscription.status)) continue;
    return {
      subscription_id: subscription.subscriptionId,
      plan_id: subscription.planId,
      plan_tier: subscription.planTier,
      status: subscription.status,
      included_amount: formatQuantity(included.includedAmount),
      current_period_start: new Date(subscription.period.start).toISOString(),
      current_period_end: new Date(subscription.period.end).toISOString(),
    };
  }
  return null;
}
