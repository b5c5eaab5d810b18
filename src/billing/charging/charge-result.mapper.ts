import { decimal, formatMoney, formatQuantity } from '../../domain/decimal.js';
import type { ChargeOutcome, QuotaWarning } from '../../domain/outcomes.js';
import { DomainError, refuse, type Refusal } from '../../domain/problems/problems.js';
import type { BillingStatus } from '../../domain/vocabulary.js';
import { usageRecordIdOf } from '../../engine/ids.js';
import type { ChargeResultDto } from '../dto/charge-result.dto.js';
import type { QuotaWarningDto } from '../dto/quota-warning.dto.js';

const MESSAGES: Readonly<Record<BillingStatus, string>> = {
  completed: 'Usage recorded and billed',
  processing: 'Usage recorded; the payment is under way',
  pending: 'Usage recorded; its payer cannot be reached now: it is charged when that is possible again',
  failed: 'Usage recorded; billing failed',
  refunded: 'Usage recorded; the charge was refunded',
};

const UNPRICED =
  'Usage recorded; the product service could not be asked for the price: it is billed when that answers';

/** Pending without a price, and not refused: nobody could be asked for it. A payer that is away leaves a price. */
function isUnpriced({ status, currency }: ChargeOutcome): boolean {
  return status === 'pending' && currency === null;
}

/** The wire's answer to a charge. Throws the refusal, naming the record that was kept, when there is one. */
export function toChargeResult(outcome: ChargeOutcome): ChargeResultDto {
  const refusal = refusalOfCharge(outcome);
  if (refusal !== null) throw new DomainError(refusal);
  return {
    success: true,
    message: isUnpriced(outcome) ? UNPRICED : MESSAGES[outcome.status],
    ...idsOf(outcome),
    amount_charged: formatMoney(decimal(outcome.amount)),
    currency: outcome.currency,
    billing_method_used: outcome.method,
    billing_status: outcome.status,
    remaining_wallet_balance: moneyOrNull(outcome.walletBalance),
    remaining_credit_balance: moneyOrNull(outcome.creditBalance),
    wallet_transaction_id: outcome.walletTransactionId,
    payment_transaction_id: outcome.paymentTransactionId,
    quota_warnings: outcome.quotaWarnings.map(toQuotaWarning),
  };
}

/** Null stays null: there is no such balance. */
export function moneyOrNull(amount: string | null): string | null {
  return amount === null ? null : formatMoney(decimal(amount));
}

/** Why usage was kept and not billed, naming the record; null where nothing refused it. */
export function refusalOfCharge(outcome: ChargeOutcome): Refusal | null {
  const { refusal } = outcome;
  if (refusal === null) return null;
  return refuse(refusal.code, refusal.message, { ...refusal.facts, ...idsOf(outcome) });
}

function idsOf({
  billingId,
}: ChargeOutcome): Pick<ChargeResultDto, 'billing_id' | 'billing_record_id' | 'usage_record_id'> {
  return {
    billing_id: billingId,
    billing_record_id: billingId,
    usage_record_id: usageRecordIdOf(billingId),
  };
}

function toQuotaWarning(warning: QuotaWarning): QuotaWarningDto {
  return {
    quota_id: warning.quotaId,
    message: warning.message,
    enforcement: warning.enforcement,
    quota_limit: formatQuantity(decimal(warning.limit)),
    quota_used: formatQuantity(decimal(warning.used)),
    quota_period: warning.period,
    next_reset_date: warning.resetAt,
  };
}
