import { formatQuantity } from '../../domain/decimal.js';
import { END_OF_TIME } from '../../domain/rating/period.js';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import { namedAccount } from '../account/named-account.js';
import type { NewSubscriptionDto } from './dto/new-subscription.dto.js';
import type { SubscriptionDto } from './dto/subscription.dto.js';
import type { CurrentSubscription, NewSubscription } from './subscription.client.js';

export function newSubscriptionOf(body: NewSubscriptionDto): NewSubscription {
  const included = body.included_products ?? [];
  if (new Set(included.map((product) => product.product_id)).size < included.length) {
    const message = 'included_products must name each product once';
    throw new DomainError(invalid({ field: 'included_products', rule: 'distinct', message }));
  }
  return {
    account: namedAccount(body),
    subscriptionId: body.subscription_id ?? null,
    userId: body.user_id,
    organizationId: body.organization_id ?? null,
    planId: body.plan_id,
    planTier: body.plan_tier ?? null,
    billingCycle: body.billing_cycle ?? 'monthly',
    startsAt: body.starts_at ?? null,
    includedProducts: included.map((product) => ({
      productId: product.product_id,
      includedAmount: product.included_amount,
    })),
    metadata: body.metadata ?? null,
  };
}

export function subscriptionDtoOf(subscription: CurrentSubscription): SubscriptionDto {
  const { account, period } = subscription;
  return {
    subscription_id: subscription.subscriptionId,
    user_id: subscription.userId,
    organization_id: subscription.organizationId,
    billing_account_type: account.type,
    billing_account_id: account.id,
    plan_id: subscription.planId,
    plan_tier: subscription.planTier,
    status: subscription.status,
    billing_cycle: subscription.billingCycle,
    current_period_start: new Date(period.start).toISOString(),
    current_period_end: period.end === END_OF_TIME ? null : new Date(period.end).toISOString(),
    included_products: subscription.includedProducts.map(({ productId, includedAmount }) => ({
      product_id: productId,
      included_amount: formatQuantity(includedAmount),
    })),
    metadata: subscription.metadata && { ...subscription.metadata },
    created_at: subscription.createdAt.toISOString(),
    updated_at: subscription.updatedAt.toISOString(),
  };
}
