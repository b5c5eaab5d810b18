import fc from 'fast-check';
import type {
  Account,
  DecideAgainCommand,
  ProcessCommand,
  RefundCommand,
  SettledOutsideCommand,
  SettlePaymentCommand,
} from '../../../../src/domain/commands.js';
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

export const refund: fc.Arbitrary<Maker<RefundCommand>> = fc
  .record({ target, reason: seldom(fc.constant('asked')) })
  .map(({ target, reason }) => (known) => {
    const named = recordNamed(known, target, ['completed']);
    return named && { type: 'refund', ...named, reason };
  });

/** Ids of another system, or what looks like one of ours. */
const outsideIds = fc.constantFrom(
  { walletTransactionId: 'elsewhere-1', paymentTransactionId: null },
  { walletTransactionId: null, paymentTransactionId: 'pay-elsewhere' },
  { walletTransactionId: 'elsewhere-2', paymentTransactionId: 'pay-elsewhere-2' },
  { walletTransactionId: 'txn_0199d0a1b2c3700180f3a5c7d9e1b203', paymentTransactionId: null },
);

export const settledOutside: fc.Arbitrary<Maker<SettledOutsideCommand>> = fc
  .record({ target, ids: outsideIds })
  .map(({ target, ids }) => (known) => {
    const named = recordNamed(known, target, ['failed', 'pending']);
    return named && { type: 'settled_outside', ...named, ...ids };
  });

const word = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.constant({ status: 'succeeded' as const, transactionId: 'pay-1', balance: null }),
  },
  {
    weight: 6,
    arbitrary: fc.constant({
      status: 'declined' as const,
      code: 'payment_declined' as const,
      reason: 'card_declined',
    }),
  },
  {
    weight: 2,
    arbitrary: fc.constant({
      status: 'declined' as const,
      code: 'no_route_back' as const,
      reason: 'expired_card',
    }),
  },
  { weight: 9, arbitrary: fc.constant({ status: 'not_sent' as const }) },
  { weight: 1, arbitrary: fc.constant({ status: 'given_up' as const }) },
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(1000, 5000)
      .map((nextCheckInMs) => ({ status: 'unknown' as const, nextCheckInMs })),
  },
);

export const settlePayment: fc.Arbitrary<Maker<SettlePaymentCommand>> = fc
  .record({ n: which, otherRecord: seldom(which, 12), word, lease: fc.constantFrom(null, null, null, 0, 1) })
  .map(({ n, otherRecord, word, lease }) => (known) => {
    const attempt = latest(known.attempts, n);
    if (!attempt) return null;
    const other = otherRecord === null ? null : latest(known.records, otherRecord);
    const { billingId, account } = other ?? attempt;
    const { attemptId } = attempt;
    return { type: 'settle_payment', account, billingId, attemptId, leaseNumber: lease, outcome: word };
  });

export const decideAgain: fc.Arbitrary<Maker<DecideAgainCommand>> = fc
  .record({ n: which, lease: fc.constantFrom(0, 0, 0, 0, 1) })
  .map(({ n, lease }) => (known) => {
    const decision = latest(known.decisions, n);
    return decision && { type: 'decide_again', ...decision, leaseNumber: lease };
  });
