import { counterKeyOf } from '../rating/allowance.js';
import type { ChargeCommand, ProcessCommand, UsageEvent } from '../commands.js';
import { formatQuantity, ZERO } from '../decimal.js';
import type { QuotaWarning } from '../outcomes.js';
import { choosePayment, type PaymentWish } from '../payers/payer.js';
import { refuse, type Refusal } from '../problems/problems.js';
import {
  consumeQuota,
  decideQuota,
  quotaApplies,
  quotaUseOf,
  readQuota,
  type QuotaReading,
} from '../quota.js';
import type { RatedCharge } from '../rating/rating.js';
import { modelOf, type BillingRecord } from '../record.js';
import type { AllowanceCounter, Context, Decision, RefusalCount, State } from '../state.js';
import { isOpen } from '../status.js';
import { newTerms } from '../terms.js';
import { payCharge } from './steps/pay.js';
import { rateUsage } from './steps/rated-usage.js';
import { recordRefused, recordUnpriced, type Draft } from './steps/recorded.js';
import { refusedWithoutTrace } from './steps/refusal.js';
import { postpone } from './outside/unavailable.js';

/** `usage/record`. Order of refusal: shape, unpriced, quota, money. */
export function decideCharge(state: State, command: ChargeCommand, context: Context): Decision {
  const wish: PaymentWish = {
    method: command.method,
    paymentMethodId: command.paymentMethodId,
    forced: false,
  };
  const at = command.usage.usageTimestamp ?? context.now;
  const record: BillingRecord = {
    billingId: context.newId('record'),
    accountId: state.accountId,
    usage: { ...command.usage, usageTimestamp: at },
    model: modelOf(command.usage),
    unitPrice: null,
    total: ZERO,
    currency: null,
    method: command.method,
    status: 'pending',
    failureReason: null,
    priceId: null,
    lines: [],
    quotaUses: [],
    refunded: ZERO,
    walletTransactionId: null,
    paymentTransactionId: null,
    taken: null,
    createdAt: context.now,
  };
  return chargeUsage(state, draftOf(null, record, 'charge', wish), context);
}

/** `billing/process`: decides a pending or failed record again, from the start, quotas of now included. */
export function decideProcess(state: State, command: ProcessCommand, context: Context): Decision {
  const record = state.record(command.billingId);
  if (!record) return refusedWithoutTrace(refuse('billing_record_not_found', 'Billing record not found'));
  if (!isOpen(record.status)) {
    return refusedWithoutTrace(
      refuse('billing_already_processed', `Billing record is already ${record.status}`, {
        billing_id: record.billingId,
        billing_status: record.status,
      }),
    );
  }
  const wish: PaymentWish = {
    method: command.method ?? record.method,
    paymentMethodId: command.paymentMethodId,
    forced: command.forceCharge,
  };
  return chargeUsage(state, draftOf(record, record, 'process', wish), context);
}

function draftOf(
  before: BillingRecord | null,
  record: BillingRecord,
  operation: 'charge' | 'process',
  wish: PaymentWish,
): Draft {
  return { before, record, operation, terms: newTerms(wish), answers: null };
}

/** Rates the usage, asks quotas and payers, and charges it or keeps it as refused. */
export function chargeUsage(state: State, draft: Draft, context: Context): Decision {
  const { wish } = draft.terms;
  const { usage } = draft.record;
  const result = rateUsage(state, usage, context);
  if ('code' in result) {
    if (result.code === 'price_unavailable') return refused(state, draft, result, context);
    return result.code === 'product_pricing_not_found'
      ? refused(state, draft, { ...result, code: 'usage_not_priced' }, context)
      : refusedWithoutTrace(result);
  }
  const { price, rated } = result;
  const priced: Draft = {
    ...draft,
    record: {
      ...draft.record,
      unitPrice: rated.unitPrice,
      total: rated.total,
      currency: price.currency,
      priceId: price.priceId,
      lines: rated.lines,
      method: wish.method,
    },
  };

  const readings = quotaReadings(state, usage, context.now);
  const quota = decideQuota(readings, usage.usageAmount);
  const payment = quota.allowed
    ? choosePayment(state, { total: rated.total, currency: price.currency, remote: context.remote }, wish)
    : quotaRefusal(quota.reported as QuotaReading, usage);
  if ('code' in payment) return refused(state, priced, payment, context);

  return payCharge(
    state,
    priced,
    payment,
    {
      quotas: readings.map((reading) => consumeQuota(reading, usage.usageAmount)),
      quotaUses: readings.map((reading) => quotaUseOf(reading, usage.usageAmount)),
      allowances: allowanceCounters(state, rated),
      warnings: quota.exceededSoft.map(warningOf),
    },
    context,
  );
}

/** Keeps the refused usage as a failed or pending record, unless this account fills the store with refusals. */
function refused(state: State, draft: Draft, refusal: Refusal, context: Context): Decision {
  if (refusal.code === 'payer_unavailable') return postpone(draft, context);
  const count = countRefusal(state.refusals(), context.now);
  if (!draft.before && count.count > context.refusalsPerMinute) {
    return refusedWithoutTrace(
      refuse('too_many_refusals', 'Too many refused requests for this account', {
        limit: context.refusalsPerMinute,
        reset_at: new Date(count.minute + MINUTE_MS).toISOString(),
        refused_as: refusal.code,
      }),
    );
  }
  const counted = draft.before ? {} : { refusals: count };
  return refusal.code === 'usage_not_priced' || refusal.code === 'price_unavailable'
    ? recordUnpriced(draft, refusal, counted)
    : recordRefused(state, draft, refusal, counted, context);
}

const MINUTE_MS = 60_000;

function countRefusal(last: RefusalCount, now: number): RefusalCount {
  const minute = Math.floor(now / MINUTE_MS) * MINUTE_MS;
  return { minute, count: (last.minute === minute ? last.count : 0) + 1 };
}

function quotaReadings(state: State, usage: UsageEvent, now: number): QuotaReading[] {
  const request = { ...usage, amount: usage.usageAmount };
  return state
    .quotas()
    .filter((quota) => quotaApplies(quota, request))
    .map((quota) => readQuota(quota, now));
}

function quotaRefusal({ quota, used, remaining, window }: QuotaReading, usage: UsageEvent): Refusal {
  return refuse('quota_exceeded', 'Quota exceeded for service type', {
    quota_id: quota.quotaId,
    scope: quota.scope,
    service_type: quota.serviceType,
    quota_period: quota.period,
    limit: formatQuantity(quota.limit),
    used: formatQuantity(used),
    remaining: formatQuantity(remaining),
    requested: formatQuantity(usage.usageAmount),
    reset_at: new Date(window.end).toISOString(),
  });
}

function warningOf({ quota, used, window }: QuotaReading): QuotaWarning {
  return {
    quotaId: quota.quotaId,
    message: `Soft ${quota.period} quota for ${quota.serviceType} exceeded`,
    enforcement: quota.enforcement,
    period: quota.period,
    limit: formatQuantity(quota.limit),
    used: formatQuantity(used),
    resetAt: new Date(window.end).toISOString(),
  };
}

function allowanceCounters(state: State, rated: RatedCharge): AllowanceCounter[] {
  return rated.allowanceUses.map(({ allowance, quantity }) => {
    const { productId, source, period } = allowance;
    const used = state.allowanceUsed(counterKeyOf(productId, source, period.start));
    return { productId, source, periodStart: period.start, used: used.plus(quantity) };
  });
}
