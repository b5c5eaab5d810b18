import { DomainError, invalid } from '../../../domain/problems/problems.js';
import type { ServiceTransaction } from './service-wallet.js';
import type {
  WalletTransactionFilter,
  WalletTransactionRecord,
  WalletTransactionType,
} from '../wallet-transaction.js';
import type { Asking, WalletServiceApi } from './wallet-service.api.js';

/** As deep as `offset` reaches, and a page of the largest size. */
export const MAX_LISTED_PAGES = 101;

/** The part of a wallet's history that a filter asks for, newest first. The service's own filters are wider than ours. */
export async function matchingTransactions(
  service: WalletServiceApi,
  walletId: string,
  filter: WalletTransactionFilter,
  asking: Asking,
): Promise<WalletTransactionRecord[]> {
  const type = filter.type && serviceTypeOf(filter.type);
  const search = { walletId, type, from: filter.from, until: filter.until, maxPages: MAX_LISTED_PAGES };
  const matching: WalletTransactionRecord[] = [];
  let toSkip = filter.offset;
  let cursorSeen = filter.before === null;
  for await (const transaction of service.transactions(search, asking)) {
    const record = recordOf(transaction);
    if (!cursorSeen) {
      cursorSeen = record.transactionId === filter.before;
    } else if (matches(record, filter) && toSkip > 0) {
      toSkip -= 1;
    } else if (matches(record, filter)) {
      matching.push(record);
      if (matching.length === filter.limit) return matching;
    }
  }
  if (cursorSeen) return matching;
  const message = 'cursor is not a cursor that this service gave';
  throw new DomainError(invalid({ field: 'cursor', rule: 'cursor', message }));
}

/** Its ranges include their ends, and it has one word for both ways of a transfer. */
function matches({ type, createdAt }: WalletTransactionRecord, filter: WalletTransactionFilter): boolean {
  if (filter.type !== null && type !== filter.type) return false;
  return filter.until === null || createdAt.getTime() < filter.until;
}

function recordOf(transaction: ServiceTransaction): WalletTransactionRecord {
  const { transactionId, amount, balanceBefore, balanceAfter, metadata } = transaction;
  const billingId = metadata?.['billing_id'];
  return {
    transactionId,
    type: typeOf(transaction),
    amount,
    balanceBefore,
    balanceAfter,
    billingId: typeof billingId === 'string' ? billingId : null,
    referenceId: transaction.referenceId,
    description: transaction.description,
    metadata,
    createdAt: new Date(transaction.createdAt),
  };
}

function serviceTypeOf(type: WalletTransactionType): string {
  return type === 'transfer_in' || type === 'transfer_out' ? 'transfer' : type;
}

/** What it calls otherwise (`transfer`, `reward`, `fee`, …) is named by which way the money went. */
function typeOf({ type, balanceBefore, balanceAfter }: ServiceTransaction): WalletTransactionType {
  const came = balanceAfter.gte(balanceBefore);
  if (type === 'deposit' || type === 'withdraw' || type === 'consume' || type === 'refund') return type;
  if (type === 'transfer') return came ? 'transfer_in' : 'transfer_out';
  return came ? 'deposit' : 'withdraw';
}
