import type { SettledOutsideCommand } from '../commands.js';
import { ZERO } from '../decimal.js';
import { isCarriedId, isTransactionId } from '../ledger.js';
import { invalid, refuse } from '../problems/problems.js';
import type { BillingRecord } from '../record.js';
import type { Context, Decision, State } from '../state.js';
import { isOpen } from '../status.js';
import { allowancesDrawn } from './steps/consumption-back.js';
import { outsidePosting } from './outside/outside-posting.js';
import { recordEffects, recordOutcome } from './steps/recorded.js';
import { refusedWithoutTrace } from './steps/refusal.js';

/**
 * A pending or failed record that was paid outside: booked as money from outside, under its transaction id. What its
 * lines say was free is drawn now, so that it is not free once more; quotas are not asked.
 */
export function decideSettledOutside(
  state: State,
  command: SettledOutsideCommand,
  context: Context,
): Decision {
  const before = state.record(command.billingId);
  if (!before) return refusedWithoutTrace(refuse('billing_record_not_found', 'Billing record not found'));
  if (before.status === 'completed') return { outcome: recordOutcome(before, false), effects: {} };
  if (!isOpen(before.status) || before.currency === null) {
    return refusedWithoutTrace(
      refuse(
        'invalid_status_transition',
        before.currency === null
          ? 'Usage without a price cannot be completed: add a price and process it'
          : `Billing record cannot go from ${before.status} to completed`,
        { billing_id: before.billingId, from: before.status, to: 'completed' },
      ),
    );
  }
  const field = fieldOfOurs(command);
  if (field !== null) {
    const message = `${field} must be of another system: this one names a transaction of this service`;
    return refusedWithoutTrace(invalid({ field, rule: 'outside_id', message }));
  }
  const record: BillingRecord = {
    ...before,
    status: 'completed',
    failureReason: null,
    method: command.walletTransactionId ? 'wallet_deduction' : 'payment_charge',
    walletTransactionId: command.walletTransactionId,
    paymentTransactionId: command.paymentTransactionId,
  };
  const reference = command.paymentTransactionId ?? command.walletTransactionId;
  return {
    outcome: recordOutcome(record, true),
    effects: {
      ...recordEffects(before, record, 'billing_processed', { settled_outside: reference }),
      allowances: allowancesDrawn(state, record),
      ...(record.total.gt(ZERO)
        ? { postings: [outsidePosting(state, record, context, 'settled_outside', reference)] }
        : {}),
    },
  };
}

/**
 * A refund goes by these ids: under one of ours it would put money into a wallet that never paid, or lessen what is
 * carried by what never was.
 */
function fieldOfOurs({ walletTransactionId, paymentTransactionId }: SettledOutsideCommand): string | null {
  if (isTransactionId(walletTransactionId) || isCarriedId(walletTransactionId))
    return 'wallet_transaction_id';
  return isCarriedId(paymentTransactionId) ? 'payment_transaction_id' : null;
}
