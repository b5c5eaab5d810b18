import type { UsageFilter } from '../database/reads/usage-source.js';
import { accountIdOf } from '../domain/commands.js';
import type { UsageFilterQuery } from './dto/usage-filter-query.dto.js';

export function usageFilterOf(query: UsageFilterQuery): UsageFilter {
  const { billing_account_id: payerId, billing_account_type: payerType = 'user' } = query;
  return {
    account_id: payerId === undefined ? null : accountIdOf({ type: payerType, id: payerId }),
    user_id: query.user_id,
    organization_id: query.organization_id,
    agent_id: query.agent_id,
    product_id: query.product_id,
    service_type: query.service_type,
    model: query.model,
  };
}
