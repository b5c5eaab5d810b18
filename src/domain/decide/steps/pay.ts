import { applyPosting, transactionIdOf, type Balance, type Posting } from '../../ledger.js';
import type { FromBalance, Payment } from '../../payers/payer.js';
import type { BillingRecord } from '../../record.js';
import type { Context, Decision, State } from '../../state.js';
import type { BillingMethod } from '../../vocabulary.js';
import type { Consumption } from './consumption.js';
import { chargeOutcome, recordEffects, type Draft } from './recorded.js';
import { beginPayment } from '../outside/remote-payment.js';

/** Carries out a charge that nothing refuses. */
export function payCharge(
  state: State,
  draft: Draft,
  payment: Payment,
  consumption: Consumption,
  context: Context,
): Decision {
  if ('outside' in payment) return beginPayment(state, draft, payment, consumption, context);
  const paid: Paid = 'balance' in payment ? payFromBalance(state, draft, payment, context) : payment;
  return completed(state, draft, paid, consumption, context);
}

/** How a charge was paid: what moved, where anything did. */
interface Paid {
  readonly method: BillingMethod;
  readonly moved?: { readonly balance: Balance; readonly posting: Posting };
  readonly walletTransactionId?: string;
}

function payFromBalance(
  state: State,
  { record, operation }: Draft,
  { method, balance }: FromBalance,
  context: Context,
): Paid {
  const fromWallet = method === 'wallet_deduction';
  const source = fromWallet ? 'available' : 'credits';
  const after = applyPosting(balance, { source, destination: 'revenue', amount: record.total });
  const posting: Posting = {
    postingId: context.newPostingId(),
    accountId: state.accountId,
    currency: balance.currency,
    source,
    destination: 'revenue',
    amount: record.total,
    operation,
    billingId: record.billingId,
    balanceAfter: fromWallet ? after.available : null,
    referenceId: null,
    description: null,
    metadata: null,
  };
  const moved = { balance: after, posting };
  return fromWallet
    ? { method, moved, walletTransactionId: transactionIdOf(posting.postingId) }
    : { method, moved };
}

function completed(
  state: State,
  draft: Draft,
  paid: Paid,
  consumption: Consumption,
  { remote }: Context,
): Decision {
  const record: BillingRecord = {
    ...draft.record,
    method: paid.method,
    status: 'completed',
    failureReason: null,
    quotaUses: consumption.quotaUses,
    walletTransactionId: paid.walletTransactionId ?? null,
  };
  const local = paid.moved?.balance ?? state.balance(record.currency as string);
  return {
    outcome: chargeOutcome(record, { local, remote }, { quotaWarnings: consumption.warnings }),
    effects: {
      ...recordEffects(draft.before, record, 'billing_processed', draft.facts),
      quotas: consumption.quotas,
      allowances: consumption.allowances,
      ...(paid.moved ? { balance: paid.moved.balance, postings: [paid.moved.posting] } : {}),
    },
  };
}
