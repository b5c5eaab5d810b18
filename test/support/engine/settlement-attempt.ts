import type { SettlementAttempt } from '../../../src/billing/settlement/attempts/settlement-attempt.js';
import { decimal } from '../../../src/domain/decimal.js';

/** A card payment of 2 CREDIT that was claimed for the first time. */
export function settlementAttempt(rest: Partial<SettlementAttempt> = {}): SettlementAttempt {
  return {
    attemptId: 'att_1',
    account: { type: 'user', id: 'alice' },
    kind: 'payment',
    billingId: 'bill_1',
    state: 'created',
    amount: decimal('2'),
    currency: 'CREDIT',
    token: 'tok_ok',
    chargeTransactionId: null,
    checks: 0,
    createdAt: 0,
    leaseNumber: 1,
    tries: 1,
    absences: 0,
    sentAgeMs: 0,
    ...rest,
  };
}
