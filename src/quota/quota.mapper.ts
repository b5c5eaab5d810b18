import type { BillingQuotaEntity } from '../database/entities/billing-quota.entity.js';
import { formatQuantity } from '../domain/decimal.js';
import { readQuota, type Quota } from '../domain/quota.js';
import type { QuotaDto } from './dto/quota.dto.js';

/** The quota as the domain decides about it. */
export function quotaOf(entity: BillingQuotaEntity): Quota {
  return {
    quotaId: entity.quotaId,
    cell: entity.cell,
    scope: entity.scope,
    scopeId: entity.scopeId,
    serviceType: entity.serviceType,
    productId: entity.productId === '' ? null : entity.productId,
    limit: entity.quotaLimit,
    used: entity.quotaUsed,
    period: entity.quotaPeriod,
    windowStart: entity.windowStart.getTime(),
    enforcement: entity.enforcement,
  };
}

/** The quota as it stands now: a counter of a past window counts as unused, though its row has not moved on yet. */
export function toQuotaDto(entity: BillingQuotaEntity, now: number): QuotaDto {
  const { quota, window, used, remaining } = readQuota(quotaOf(entity), now);
  return {
    quota_id: quota.quotaId,
    scope: quota.scope,
    user_id: quota.scope === 'user' ? quota.scopeId : null,
    organization_id: quota.scope === 'organization' ? quota.scopeId : null,
    subscription_id: quota.scope === 'subscription' ? quota.scopeId : null,
    service_type: quota.serviceType,
    product_id: quota.productId,
    quota_limit: formatQuantity(quota.limit),
    quota_used: formatQuantity(used),
    quota_remaining: formatQuantity(remaining),
    quota_period: quota.period,
    period_start: new Date(window.start).toISOString(),
    next_reset_date: new Date(window.end).toISOString(),
    enforcement: quota.enforcement,
    created_at: entity.createdAt.toISOString(),
    updated_at: entity.updatedAt.toISOString(),
  };
}
