import type { Posting } from '../../ledger.js';
import type { BillingRecord } from '../../record.js';
import type { Context, State } from '../../state.js';

/** Money that came from outside (a card, a wallet service, another system) straight to revenue. */
export function outsidePosting(
  state: State,
  record: BillingRecord,
  context: Context,
  operation: Posting['operation'],
  referenceId: string | null,
): Posting {
  return {
    postingId: context.newPostingId(),
    accountId: state.accountId,
    currency: record.currency as string,
    source: 'external',
    destination: 'revenue',
    amount: record.total,
    operation,
    billingId: record.billingId,
    balanceAfter: null,
    referenceId,
    description: null,
    metadata: null,
  };
}
