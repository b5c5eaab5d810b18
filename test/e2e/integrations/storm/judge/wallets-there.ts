import type { TransactionRow } from '../../../../../upstreams/wallet/wallet-row.js';
import type { WalletState } from '../../../../../upstreams/wallet/wallet-fake.js';
import type { Moved, Movement } from './books-there.js';

export function walletsThere({ transactions }: WalletState): Moved {
  const of = (type: string): TransactionRow[] =>
    transactions.filter(({ transaction_type }) => transaction_type === type);
  return {
    taken: of('consume').map((row) => movementOf(row, row.transaction_id)),
    given: of('refund').map((row) => movementOf(row, String(row.reference_id))),
  };
}

function movementOf({ metadata, user_id, amount }: TransactionRow, transactionId: string): Movement {
  return {
    by: 'wallet',
    attemptId: String(metadata['attempt_id']),
    billingId: String(metadata['billing_id']),
    account: `user:${user_id}`,
    amount,
    transactionId,
  };
}
