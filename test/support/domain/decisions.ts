import type { AttemptOutcome } from '../../../src/domain/commands.js';
import { decideSettlePayment } from '../../../src/domain/decide/settle.js';
import type { BillingRecord } from '../../../src/domain/record.js';
import type { Attempt, Decision } from '../../../src/domain/state.js';
import {
  attemptWith,
  contextOf,
  priceOf,
  quotaWith,
  recordWith,
  remoteMethods,
  stateOf,
  type StateParts,
} from './domain-state.js';

/** What is paid outside in these specs, cards apart, which always are. */
export const OUTSIDE = ['wallet_deduction', 'credit_consumption'] as const;
export const account = { type: 'user', id: 'ann' } as const;
const NO_WISH = { method: null, payment_method_id: null, forced: false };
/** The caller asked for the wallet. */
export const WALLET_WISH = { ...NO_WISH, method: 'wallet_deduction' };

/** Prices of one unit, and payers outside. */
export function contextWith(outside: Parameters<typeof remoteMethods>[0] = {}) {
  return contextOf([priceOf('unit')], { remote: remoteMethods({ remote: OUTSIDE, ...outside }) });
}

/** Its payment is under way. */
export const processing = recordWith({
  status: 'processing',
  walletTransactionId: null,
  quotaUses: [{ quota_id: 'quota-1', window_start: '2025-10-01T00:00:00.000Z', quantity: '4' }],
});

/** A charge of the wallet outside that nobody asked for by name. */
export function walletAttempt(details: object = {}, rest: Partial<Attempt> = {}): Attempt {
  return attemptWith({ kind: 'wallet', details: { tries: 0, wish: NO_WISH, ...details }, ...rest });
}

/** Decides what came of the attempt for {@link processing}. */
export function settle(
  outcome: AttemptOutcome,
  given: StateParts & {
    attempt?: Attempt;
    record?: BillingRecord;
    leaseNumber?: number | null;
    outside?: Parameters<typeof remoteMethods>[0];
  } = {},
): Decision {
  const { attempt = walletAttempt(), record = processing, leaseNumber = 1, outside, ...parts } = given;
  return decideSettlePayment(
    stateOf({ records: [record], attempts: [attempt], quotas: [quotaWith('100', '30')], ...parts }),
    { type: 'settle_payment', account, billingId: 'bill-1', attemptId: 'att-1', leaseNumber, outcome },
    contextWith(outside),
  );
}

export const DECLINED: AttemptOutcome = {
  status: 'declined',
  code: 'insufficient_wallet_balance',
  reason: 'Insufficient balance',
};
/** Of the attempts that a decision writes. */
export const statesOf = ({ effects }: Decision) =>
  effects?.attempts?.map(({ after }) => `${after.kind} ${after.state}`);
