import { formatQuantity, ZERO } from '../../decimal.js';
import type { ChargeOutcome, RecordOutcome } from '../../outcomes.js';
import type { Refusal } from '../../problems/problems.js';
import type { BillingRecord } from '../../record.js';
import { rollupDeltas } from '../../rollup.js';
import type { Attempt, BillingEvent, Context, Decision, Effects, State } from '../../state.js';
import type { Terms } from '../../terms.js';
import type { EventType } from '../../vocabulary.js';
import { type Balances, shownBalances } from './shown-balances.js';

/** A record on its way through a decision. */
export interface Draft {
  /** As it stands in the books; null while it is new. */
  readonly before: BillingRecord | null;
  readonly record: BillingRecord;
  readonly operation: 'charge' | 'process' | 'settle_payment' | 'decide_again';
  readonly terms: Terms;
  /** Whose stored answer the final one replaces; null: that of the command itself. */
  readonly answers: Attempt['answers'];
  /** What the event is to say besides. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** The effects that every change of a record has: the record, its roll-ups, one event. */
export function recordEffects(
  before: BillingRecord | null,
  after: BillingRecord,
  eventType: EventType,
  facts: Readonly<Record<string, unknown>> = {},
): Required<Pick<Effects, 'record' | 'rollups' | 'events'>> {
  return {
    record: { before, after },
    rollups: rollupDeltas(before, after),
    events: [recordEvent(before, after, eventType, facts)],
  };
}

function recordEvent(
  before: BillingRecord | null,
  after: BillingRecord,
  type: EventType,
  facts: Readonly<Record<string, unknown>>,
): BillingEvent {
  return {
    type,
    billingId: after.billingId,
    payload: {
      from: before?.status ?? null,
      to: after.status,
      amount: formatQuantity(after.total),
      currency: after.currency,
      billing_method: after.method,
      ...facts,
    },
  };
}

/**
 * No price at the time of the usage: kept as pending, to be decided again once there is one. Where nobody could be asked
 * for it that is no refusal: the usage is accepted.
 */
export function recordUnpriced(draft: Draft, refusal: Refusal, counted: Pick<Effects, 'refusals'>): Decision {
  const record: BillingRecord = {
    ...draft.record,
    unitPrice: null,
    total: ZERO,
    currency: null,
    priceId: null,
    lines: [],
    quotaUses: [],
    status: 'pending',
    failureReason: refusal.code,
  };
  return {
    outcome: chargeOutcome(record, null, { refusal: refusal.code === 'price_unavailable' ? null : refusal }),
    effects: {
      ...recordEffects(draft.before, record, 'usage_recorded', { reason: refusal.code, ...draft.facts }),
      ...counted,
    },
  };
}

/** 402 and 429: the usage happened and is kept as failed; no money, quota or allowance moves. */
export function recordRefused(
  state: State,
  draft: Draft,
  refusal: Refusal,
  counted: Pick<Effects, 'refusals'>,
  { remote }: Pick<Context, 'remote'>,
): Decision {
  const record: BillingRecord = {
    ...draft.record,
    quotaUses: [],
    method: draft.terms.wish.method,
    status: 'failed',
    failureReason: refusal.code,
  };
  const type = refusal.code === 'quota_exceeded' ? 'quota_exceeded' : 'billing_failed';
  const local = record.currency ? state.balance(record.currency) : null;
  return {
    outcome: chargeOutcome(record, { local, remote }, { refusal }),
    effects: {
      ...recordEffects(draft.before, record, type, { reason: refusal.code, ...draft.facts }),
      ...counted,
    },
  };
}

/** The answer to `charge` and `process`, from the record and the balances as they are after the decision. */
export function chargeOutcome(
  record: BillingRecord,
  balances: Balances | null,
  extra: Partial<Pick<ChargeOutcome, 'attemptId' | 'quotaWarnings' | 'refusal'>>,
): ChargeOutcome {
  const charged = record.status === 'completed' || record.status === 'processing';
  return {
    kind: 'charge',
    billingId: record.billingId,
    status: record.status,
    amount: charged ? formatQuantity(record.total) : '0',
    currency: record.currency,
    method: record.method,
    ...(balances ? shownBalances(balances, record.method) : { walletBalance: null, creditBalance: null }),
    walletTransactionId: record.walletTransactionId,
    paymentTransactionId: record.paymentTransactionId,
    attemptId: extra.attemptId ?? null,
    quotaWarnings: extra.quotaWarnings ?? [],
    refusal: extra.refusal ?? null,
  };
}

export function recordOutcome(
  record: BillingRecord,
  changed: boolean,
  attemptId: string | null = null,
): RecordOutcome {
  return { kind: 'record', billingId: record.billingId, status: record.status, changed, attemptId };
}
