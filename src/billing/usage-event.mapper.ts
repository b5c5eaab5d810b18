import type { UsageEvent } from '../domain/commands.js';
import { DomainError, invalid } from '../domain/problems/problems.js';
import type { ServiceType } from '../domain/vocabulary.js';
import type { UsageDto } from './dto/usage.dto.js';

/** What only some of the requests about usage carry. */
interface MoreUsage {
  readonly service_type: ServiceType;
  readonly session_id?: string;
  readonly request_id?: string;
}

export function toUsageEvent(dto: UsageDto, more: MoreUsage): UsageEvent {
  return {
    userId: dto.user_id,
    organizationId: dto.organization_id ?? null,
    agentId: dto.agent_id ?? null,
    subscriptionId: subscriptionOf(dto),
    sessionId: more.session_id ?? null,
    requestId: more.request_id ?? null,
    productId: dto.product_id,
    serviceType: more.service_type,
    usageAmount: dto.usage_amount,
    usageDetails: dto.usage_details ?? null,
    usageTimestamp: dto.usage_timestamp ?? null,
  };
}

/** The specification and the platform name it in two places; two different subscriptions are no request. */
function subscriptionOf(dto: UsageDto): string | null {
  const named = dto.subscription_id ?? null;
  const priced = dto.pricing_context?.subscription_id ?? null;
  if (named !== null && priced !== null && named !== priced) {
    throw new DomainError(
      invalid({
        field: 'pricing_context.subscription_id',
        rule: 'agrees',
        message: 'pricing_context.subscription_id must agree with subscription_id',
      }),
    );
  }
  return named ?? priced;
}
