import { textOf, unitsOf, type Units } from './exact-amount.js';
import type { Charge } from './record-audit.js';
import type { ServiceBooks } from './service-books.js';

export interface LedgerAudit {
  /** Sum of the wallet's charges. */
  readonly charged: Units;
  /** Sum of its deposits. */
  readonly deposited: Units;
  readonly balance: Units;
  /** The first transaction without its record, or record without its transaction, or a balance that is not their sum. */
  readonly fault: string | null;
}

/** Compares a wallet's transactions with the charges that the billing records name, one by one. */
export async function auditLedger(
  books: ServiceBooks,
  walletId: string,
  charges: ReadonlyMap<string, Charge>,
): Promise<LedgerAudit> {
  const unmatched = new Map(charges);
  let charged = 0n;
  let deposited = 0n;
  let fault: string | null = null;
  for await (const transaction of books.transactionsOf(walletId)) {
    const amount = unitsOf(transaction.text('amount'));
    const id = transaction.text('transaction_id');
    if (transaction.text('transaction_type') === 'deposit') {
      deposited += amount;
      continue;
    }
    charged += amount;
    const charge = unmatched.get(id);
    unmatched.delete(id);
    if (charge?.amount !== amount) fault ??= mismatch(id, amount, charge);
  }
  const [lost] = unmatched;
  if (lost)
    fault ??= `billing record ${lost[1].billingId} names transaction ${lost[0]}, which the wallet does not have`;
  const balance = unitsOf(await books.balanceOf(walletId));
  if (balance !== deposited - charged) {
    fault ??= `wallet ${walletId} has balance ${textOf(balance)}, not ${textOf(deposited - charged)}`;
  }
  return { charged, deposited, balance, fault };
}

function mismatch(transactionId: string, amount: Units, charge: Charge | undefined): string {
  return charge
    ? `billing record ${charge.billingId} has total_amount ${textOf(charge.amount)}, its wallet transaction ${textOf(amount)}`
    : `wallet transaction ${transactionId} over ${textOf(amount)} belongs to no billing record`;
}
