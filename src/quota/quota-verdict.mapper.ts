import { type Decimal, formatQuantity } from '../domain/decimal.js';
import type { QuotaDecision, QuotaReading } from '../domain/quota.js';
import type { QuotaVerdictDto } from './dto/quota-verdict.dto.js';

/** The platform's words: its clients show them as they are. */
const SUGGESTED_ACTIONS = [
  'Upgrade subscription plan',
  'Wait for quota reset',
  'Contact support for quota increase',
];

export function toQuotaVerdictDto(decision: QuotaDecision, requested: Decimal): QuotaVerdictDto {
  const { allowed, reported, exceededSoft } = decision;
  return {
    allowed,
    message: messageOf(decision, requested),
    quota_limit: reported && formatQuantity(reported.quota.limit),
    quota_used: reported && formatQuantity(reported.used),
    quota_remaining: reported && formatQuantity(reported.remaining),
    quota_period: reported && reported.quota.period,
    next_reset_date: reported && new Date(reported.window.end).toISOString(),
    suggested_actions: allowed && exceededSoft.length === 0 ? [] : [...SUGGESTED_ACTIONS],
    quota_id: reported && reported.quota.quotaId,
    scope: reported && reported.quota.scope,
    enforcement: reported && reported.quota.enforcement,
  };
}

function messageOf({ allowed, reported, exceededSoft }: QuotaDecision, requested: Decimal): string {
  if (reported === null) return 'No quota restrictions';
  if (!allowed) return `Quota exceeded. ${amounts(reported, requested)}`;
  const [soft] = exceededSoft;
  return soft ? `Soft quota exceeded, usage is allowed. ${amounts(soft, requested)}` : 'Within quota';
}

function amounts({ remaining }: QuotaReading, requested: Decimal): string {
  return `Requested: ${formatQuantity(requested)}, Remaining: ${formatQuantity(remaining)}`;
}
