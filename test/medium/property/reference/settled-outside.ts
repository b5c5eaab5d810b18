import type { SettledOutsideCommand } from '../../../../src/domain/commands.js';
import type { Outcome } from '../../../../src/domain/outcomes.js';
import { answer } from './answers.js';
import { nameOf } from './books.js';
import type { UsageRecord } from './rows.js';
import { exact, NOTHING } from './exact.js';
import { NO_PAYMENT } from './outside.js';
import { fromOutside } from './recording.js';
import { brokenRule, OWN_TRANSACTION, refused, type Turn } from './turn.js';

/** An owed record was paid in another system, which names the payment. */
export function settledOutside(turn: Turn<SettledOutsideCommand>): Outcome {
  const { billingId, walletTransactionId, paymentTransactionId } = turn.command;
  const before = turn.record(billingId);
  if (!before) return refused('billing_record_not_found');
  if (before.status === 'completed') return answer(before, false);
  const owed = before.status === 'pending' || before.status === 'failed';
  if (!owed || before.currency === null) {
    const facts = { billing_id: billingId, from: before.status, to: 'completed' };
    return refused('invalid_status_transition', facts);
  }
  if ([OWN_TRANSACTION, NO_PAYMENT].some((ours) => walletTransactionId?.startsWith(ours))) {
    return { kind: 'refused', refusal: brokenRule('wallet_transaction_id', 'outside_id') };
  }
  if (paymentTransactionId?.startsWith(NO_PAYMENT)) {
    return { kind: 'refused', refusal: brokenRule('payment_transaction_id', 'outside_id') };
  }
  const record: UsageRecord = {
    ...before,
    status: 'completed',
    failure: null,
    method: walletTransactionId === null ? 'payment_charge' : 'wallet_deduction',
    walletTransactionId,
    paymentTransactionId,
  };
  const reference = paymentTransactionId ?? walletTransactionId;
  for (const { source, period_start, quantity } of before.lines) {
    if (source === undefined || period_start === undefined) continue;
    const counter = nameOf(turn.account, before.usage.productId, source, period_start);
    turn.books.allowances.set(counter, (turn.books.allowances.get(counter) ?? NOTHING) + exact(quantity));
  }
  if (record.total > 0n) fromOutside(turn, record, reference);
  turn.write(before, record, 'billing_processed', { settled_outside: reference });
  return answer(record, true);
}
