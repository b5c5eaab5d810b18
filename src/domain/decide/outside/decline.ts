import type { AttemptOutcome } from '../../commands.js';
import { formatQuantity } from '../../decimal.js';
import { refuse, type Refusal } from '../../problems/problems.js';
import type { BillingRecord } from '../../record.js';

/** What the client reads of a payer that did not pay. */
export function refusalOf(
  record: BillingRecord,
  outcome: Extract<AttemptOutcome, { status: 'declined' | 'given_up' }>,
): Refusal {
  if (outcome.status === 'given_up') {
    return refuse('charge_not_confirmed', 'The charge was not confirmed by its payer', {
      billing_method: record.method,
    });
  }
  const { code, reason } = outcome;
  const owed = { required: formatQuantity(record.total), currency: record.currency, reason };
  switch (code) {
    case 'insufficient_wallet_balance':
      return refuse(code, 'Insufficient wallet balance', owed);
    case 'insufficient_credit_balance':
      return refuse(code, 'Insufficient credit balance', owed);
    case 'currency_mismatch':
      return refuse(code, `The payer has nothing in ${record.currency}`, owed);
    case 'payment_declined':
    case 'no_route_back':
      return refuse('payment_declined', 'Payment declined', { reason });
  }
}
