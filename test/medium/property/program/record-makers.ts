import fc from 'fast-check';
import type {
  Account,
  DecideAgainCommand,
  ProcessCommand,
  RefundCommand,
  SettledOutsideCommand,
  SettlePaymentCommand,
} from '../../../../src/domain/commands.js';
import { decimal } from '../../../../src/domain/decimal.js';
import type { BillingStatus } from '../../../../src/domain/vocabulary.js';
import { latest, type Known } from './known.js';
import type { Maker } from './program.js';
import { method } from './usage-makers.js';
import { seldom, which } from './values.js';

/** Which record: mostly one in a state that the command is for, and the payer's own. */
const target = fc.record({
  n: which,
  fits: fc.constantFrom(true, true, true, true, false),
  stranger: fc.constantFrom(null, null, null, null, null, null, null, null, 0, 1),
});

interface Named {
  readonly account: Account;
  readonly billingId: string;
}

function recordNamed(
  known: Known,
  { n, fits, stranger }: { n: number; fits: boolean; stranger: number | null },
  statuses: readonly BillingStatus[],
  lacksMoney = false,
): Named | null {
  const fitting = known.records.filter(
    (record) => statuses.includes(record.status) && (record.lacksMoney || !lacksMoney),
  );
  const record = latest(fits && fitting.length > 0 ? fitting : known.records, n);
  if (!record) return null;
  return { billingId: record.billingId, account: stranger === null ? record.account : known.payer(stranger) };
}

export const process: fc.Arbitrary<Maker<ProcessCommand>> = fc
  .record({ target, method, card: seldom(which, 5), forceCharge: fc.boolean() })
  .map((of) => (known) => {
    const named = recordNamed(known, of.target, ['failed', 'pending'], of.forceCharge);
    const card = of.card === null ? null : latest(known.cards, of.card);
    const paymentMethodId = card?.paymentMethodId ?? null;
    const { forceCharge } = of;
    // Only a wallet can be forced.
    const method = forceCharge ? 'wallet_deduction' : of.method;
    return named && { type: 'process', ...named, method, paymentMethodId, forceCharge };
  });

function refundOf(record: typeof target): fc.Arbitrary<Maker<RefundCommand>> {
  return fc
    .record({ target: record, reason: seldom(fc.constant('asked')) })
    .map(({ target, reason }) => (known) => {
      const named = recordNamed(known, target, ['completed']);
      return named && { type: 'refund', ...named, reason };
    });
}
export const refund = refundOf(target);
export const refundLatest = refundOf(fc.constant({ n: 0, fits: true, stranger: null }));
export const refundLastButOne = refundOf(fc.constant({ n: 1, fits: true, stranger: null }));

/** Ids of another system, or what looks like one of ours. */
const outsideIds = fc.constantFrom(
  { walletTransactionId: 'elsewhere-1', paymentTransactionId: null },
  { walletTransactionId: null, paymentTransactionId: 'pay-elsewhere' },
  { walletTransactionId: 'elsewhere-2', paymentTransactionId: 'pay-elsewhere-2' },
  { walletTransactionId: 'txn_0199d0a1b2c3700180f3a5c7d9e1b203', paymentTransactionId: null },
  { walletTransactionId: 'carried_0199d0a1b2c3700180f3a5c7d9e1b203', paymentTransactionId: null },
  { walletTransactionId: null, paymentTransactionId: 'carried_0199d0a1b2c3700180f3a5c7d9e1b203' },
);

export const settledOutside: fc.Arbitrary<Maker<SettledOutsideCommand>> = fc
  .record({ target, ids: outsideIds })
  .map(({ target, ids }) => (known) => {
    const named = recordNamed(known, target, ['failed', 'pending']);
    return named && { type: 'settled_outside', ...named, ...ids };
  });

const words = {
  succeeded: fc.constantFrom(null, '0', '7.5').map((left) => ({
    status: 'succeeded' as const,
    transactionId: 'pay-1',
    balance: left === null ? null : decimal(left),
  })),
  declined: fc
    .constantFrom(
      'payment_declined' as const,
      'insufficient_wallet_balance' as const,
      'insufficient_credit_balance' as const,
      'currency_mismatch' as const,
      'no_route_back' as const,
    )
    .map((code) => ({ status: 'declined' as const, code, reason: `because of ${code}` })),
  not_sent: fc.constant({ status: 'not_sent' as const }),
  given_up: fc.constant({ status: 'given_up' as const }),
  unknown: fc
    .constantFrom(1000, 5000)
    .map((nextCheckInMs) => ({ status: 'unknown' as const, nextCheckInMs })),
};

/** So often each. */
function wordOf(weights: Readonly<Record<keyof typeof words, number>>) {
  const all = Object.keys(weights) as (keyof typeof words)[];
  return fc.oneof(...all.map((status) => ({ weight: weights[status], arbitrary: words[status] })));
}
const word = wordOf({ succeeded: 6, declined: 6, not_sent: 9, given_up: 1, unknown: 4 });

/** Of the lease that is known to be the last one: his, the one before it, one that nobody has; or no lease at all. */
type Under = 'own' | 'late' | 'ahead' | 'told';

function leaseOf(known: Known, attemptId: string, under: Exclude<Under, 'told'>): number {
  const lease = known.leaseOf(attemptId);
  if (under === 'own') return lease;
  return under === 'late' ? Math.max(lease - 1, 0) : lease + 1;
}

const under = fc.constantFrom<Under>('own', 'own', 'own', 'own', 'told', 'told', 'late', 'ahead');

const anyPlan = fc.record({ n: which, otherRecord: seldom(which, 12), word, under });
type SettlePlan = typeof anyPlan extends fc.Arbitrary<infer Of> ? Of : never;

function settlePaymentOf(plan: fc.Arbitrary<SettlePlan>): fc.Arbitrary<Maker<SettlePaymentCommand>> {
  return plan.map(({ n, otherRecord, word, under }) => (known) => {
    const attempt = latest(known.attempts, n);
    if (!attempt) return null;
    const other = otherRecord === null ? null : latest(known.records, otherRecord);
    const { billingId, account } = other ?? attempt;
    const { attemptId } = attempt;
    const leaseNumber = under === 'told' ? null : leaseOf(known, attemptId, under);
    return { type: 'settle_payment', account, billingId, attemptId, leaseNumber, outcome: word };
  });
}
export const settlePayment = settlePaymentOf(anyPlan);

/** What became of the call that was heard of last. */
function settleLatest(weights: Parameters<typeof wordOf>[0]): fc.Arbitrary<Maker<SettlePaymentCommand>> {
  const latest = { n: 0, otherRecord: null, under: 'own' as const };
  return settlePaymentOf(wordOf(weights).map((word) => ({ ...latest, word })));
}
export const settleCharge = settleLatest({ succeeded: 7, declined: 4, not_sent: 4, given_up: 1, unknown: 5 });
export const settleRefund = settleLatest({ succeeded: 3, declined: 3, not_sent: 3, given_up: 1, unknown: 1 });
export const succeed = settleLatest({ succeeded: 1, declined: 0, not_sent: 0, given_up: 0, unknown: 0 });
export const notSent = settleLatest({ succeeded: 0, declined: 0, not_sent: 1, given_up: 0, unknown: 0 });
export const decline = settleLatest({ succeeded: 0, declined: 1, not_sent: 0, given_up: 0, unknown: 0 });

/** Of a refund that had arrived, by itself: nobody has asked. */
export const comeBack = settlePaymentOf(
  fc.constant({
    n: 0,
    otherRecord: null,
    under: 'told' as const,
    word: { status: 'declined' as const, code: 'no_route_back' as const, reason: 'closed account' },
  }),
);

function decideAgainOf(n: fc.Arbitrary<number>, under: fc.Arbitrary<Exclude<Under, 'told'>>) {
  return fc.record({ n, under }).map(({ n, under }): Maker<DecideAgainCommand> => (known) => {
    const decision = latest(known.decisions, n);
    if (!decision) return null;
    return { type: 'decide_again', ...decision, leaseNumber: leaseOf(known, decision.attemptId, under) };
  });
}
export const decideAgain = decideAgainOf(which, fc.constantFrom('own', 'own', 'own', 'own', 'late', 'ahead'));
export const decideLatest = decideAgainOf(fc.constant(0), fc.constant('own'));
