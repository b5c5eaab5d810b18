import { type CardPayer, isCardOf } from '../../../src/domain/payers/card.js';
import { accountIdOf, type Account } from '../../../src/domain/commands.js';
import { decimal, formatQuantity, ZERO } from '../../../src/domain/decimal.js';
import type { Balance } from '../../../src/domain/ledger.js';
import type { ChargeOutcome, Outcome, RecordOutcome, WalletOutcome } from '../../../src/domain/outcomes.js';
import { priceAt, type PriceVersion } from '../../../src/domain/rating/price.js';
import type { ProblemCode } from '../../../src/domain/problems/problem-codes.js';
import type { Refusal } from '../../../src/domain/problems/problems.js';
import type { Quota } from '../../../src/domain/quota.js';
import type { RemoteMethod, RemoteMethods } from '../../../src/domain/payers/remote.js';
import type { BillingRecord } from '../../../src/domain/record.js';
import type { Attempt, Context, Decision, State } from '../../../src/domain/state.js';
import type { Subscription } from '../../../src/domain/rating/allowance.js';
import { usageOf, userAccount } from './commands.js';

/** The instant at which every decision of the domain's specs is made: a Monday. */
export const NOW = Date.UTC(2025, 9, 6, 12);

export interface StateParts {
  readonly account?: Account;
  readonly balances?: readonly Balance[];
  readonly subscriptions?: readonly Subscription[];
  readonly subscriptionsTaken?: readonly string[];
  readonly paymentMethods?: State['paymentMethods'] extends () => infer Methods ? Methods : never;
  readonly allowances?: Readonly<Record<string, string>>;
  readonly quotas?: readonly Quota[];
  readonly records?: readonly BillingRecord[];
  readonly attempts?: readonly Attempt[];
  readonly refusals?: ReturnType<State['refusals']>;
  readonly carried?: string;
}

/** What `decide` would have read under its locks. */
export function stateOf(parts: StateParts = {}): State {
  const balances = parts.balances ?? [];
  const quotas = parts.quotas ?? [];
  return {
    accountId: accountIdOf(parts.account ?? userAccount('ann')),
    balance: (currency) => balances.find((balance) => balance.currency === currency) ?? null,
    balances: () => balances,
    subscriptions: () => parts.subscriptions ?? [],
    subscriptionTaken: (id) => parts.subscriptionsTaken?.includes(id) ?? false,
    paymentMethods: () => parts.paymentMethods ?? [],
    allowanceUsed: (key) => decimal(parts.allowances?.[key] ?? '0'),
    quotas: () => quotas,
    quota: (quotaId) => quotas.find((quota) => quota.quotaId === quotaId) ?? null,
    record: (billingId) => parts.records?.find((record) => record.billingId === billingId) ?? null,
    attempt: (attemptId) => parts.attempts?.find((attempt) => attempt.attemptId === attemptId) ?? null,
    carried: () => decimal(parts.carried ?? '0'),
    refusals: () => parts.refusals ?? { minute: 0, count: 0 },
  };
}

/** Names are counted from 1, so that a spec can foretell them. */
export function contextOf(prices: readonly PriceVersion[] = [], rest: Partial<Context> = {}): Context {
  let serial = 0;
  return {
    now: NOW,
    priceAt: (productId, at) =>
      priceAt(
        prices.filter((price) => price.productId === productId),
        at,
      ),
    isPriceUnanswered: () => false,
    newPostingId: () => `posting-${(serial += 1)}`,
    newId: (kind) => `${kind}-${(serial += 1)}`,
    refusalsPerMinute: 10,
    takeoverAfterMs: 1000,
    remote: remoteMethods(),
    retryAfterMs: 500,
    settlementTries: 3,
    ...rest,
  };
}

/** Cards alone are paid outside, and can be, unless `rest` says otherwise. */
export function remoteMethods(
  rest: {
    remote?: readonly RemoteMethod[];
    unavailable?: readonly RemoteMethod[];
    known?: Partial<Record<RemoteMethod, string>>;
    cardPayer?: CardPayer;
    /** The unit and the least sum of credits. */
    units?: { unit: string; least: string };
  } = {},
): RemoteMethods {
  const remote = new Set<RemoteMethod>(['payment_charge', ...(rest.remote ?? [])]);
  return {
    isRemote: (method) => remote.has(method),
    denomination: (method) =>
      rest.units && method === 'credit_consumption'
        ? { unit: decimal(rest.units.unit), least: decimal(rest.units.least) }
        : null,
    hasDenominations: rest.units !== undefined,
    takesCard: (token) => isCardOf(rest.cardPayer ?? 'embedded', token),
    isAvailable: (method) => !rest.unavailable?.includes(method),
    knownBalance: (_account, method) => {
      const known = rest.known?.[method];
      return known === undefined ? null : decimal(known);
    },
  };
}

export function priceOf(productId: string, rest: Partial<PriceVersion> = {}): PriceVersion {
  return {
    priceId: `price-of-${productId}`,
    productId,
    currency: 'CREDIT',
    unitPrice: rest.dimensions ? null : decimal('1'),
    dimensions: null,
    freeTier: null,
    effectiveFrom: 0,
    effectiveUntil: null,
    ...rest,
  };
}

/** A wallet in CREDIT unless `rest` says otherwise. */
export function walletWith(
  available: string,
  rest: { currency?: string; walletId?: string | null; credits?: string; overdraftLimit?: string } = {},
): Balance {
  return {
    currency: rest.currency ?? 'CREDIT',
    walletId: rest.walletId === undefined ? 'wal-1' : rest.walletId,
    available: decimal(available),
    held: ZERO,
    credits: decimal(rest.credits ?? '0'),
    overdraftLimit: decimal(rest.overdraftLimit ?? '0'),
  };
}

export function creditsOf(credits: string): Balance {
  return walletWith('0', { walletId: null, credits });
}

export function quotaWith(limit: string, used = '0', rest: Partial<Quota> = {}): Quota {
  return {
    quotaId: 'quota-1',
    cell: 0,
    scope: 'user',
    scopeId: 'ann',
    serviceType: 'model_inference',
    productId: null,
    limit: decimal(limit),
    used: decimal(used),
    period: 'monthly',
    windowStart: Date.UTC(2025, 9, 1),
    enforcement: 'hard',
    ...rest,
  };
}

export function subscriptionWith(includedAmount: string, rest: Partial<Subscription> = {}): Subscription {
  return {
    subscriptionId: 'sub-1',
    status: 'active',
    billingCycle: 'monthly',
    anchorAt: Date.UTC(2025, 9, 1),
    includedProducts: [{ productId: 'unit', includedAmount: decimal(includedAmount) }],
    ...rest,
  };
}

/** A completed charge of 4 CREDIT from the wallet. */
export function recordWith(rest: Partial<BillingRecord> = {}): BillingRecord {
  return {
    billingId: 'bill-1',
    accountId: 'user:ann',
    usage: { ...usageOf('ann', 'unit', '4'), usageTimestamp: NOW - 7_200_000 },
    model: null,
    unitPrice: decimal('1'),
    total: decimal('4'),
    currency: 'CREDIT',
    method: 'wallet_deduction',
    status: 'completed',
    failureReason: null,
    priceId: 'price-of-unit',
    lines: [{ dimension: 'usage', quantity: '4', unit_price: '1', amount: '4', kind: 'priced' }],
    quotaUses: [],
    refunded: ZERO,
    walletTransactionId: 'txn_0199d0a1b2c3700180f3a5c7d9e1b203',
    paymentTransactionId: null,
    taken: null,
    createdAt: NOW - 7_200_000,
    ...rest,
  };
}

/** A payment attempt for {@link recordWith}'s record that has not been answered. */
export function attemptWith(rest: Partial<Attempt> = {}): Attempt {
  return {
    attemptId: 'att-1',
    kind: 'payment',
    billingId: 'bill-1',
    state: 'created',
    currency: 'CREDIT',
    amount: decimal('4'),
    details: { token: 'tok_ok', payment_method_id: 'pm-1' },
    dueAt: NOW,
    checks: 0,
    leaseNumber: 1,
    transactionId: null,
    failureReason: null,
    answers: { operation: 'charge', key: 'k' },
    ...rest,
  };
}

export function chargeOutcomeOf(decision: Decision): ChargeOutcome {
  return outcomeOf(decision, 'charge');
}

export function recordOutcomeOf(decision: Decision): RecordOutcome {
  return outcomeOf(decision, 'record');
}

export function walletOutcomeOf(decision: Decision): WalletOutcome {
  return outcomeOf(decision, 'wallet');
}

function outcomeOf<Kind extends Outcome['kind']>(
  { outcome }: Decision,
  kind: Kind,
): Extract<Outcome, { kind: Kind }> {
  if (outcome.kind !== kind) throw new Error(`Not a ${kind} outcome: ${JSON.stringify(outcome)}`);
  return outcome as Extract<Outcome, { kind: Kind }>;
}

/** The refusal of a decision that must have left nothing behind. */
export function refusedWithNothingWritten({ outcome, effects }: Decision): Refusal {
  if (outcome.kind !== 'refused') throw new Error(`Not refused: ${JSON.stringify(outcome)}`);
  if (effects) throw new Error('Refused, and yet it has effects');
  return outcome.refusal;
}

/** `{ code }` or, of a result that is no refusal, null. */
export function refusalCodeOf(result: object): ProblemCode | null {
  return 'code' in result ? (result.code as ProblemCode) : null;
}

/** Money and counters as plain strings, for comparison in one `toEqual`. */
export function moneyOf(balance: Balance | null | undefined): Record<string, string> | null {
  if (!balance) return null;
  const { available, held, credits } = balance;
  return {
    available: formatQuantity(available),
    held: formatQuantity(held),
    credits: formatQuantity(credits),
  };
}
