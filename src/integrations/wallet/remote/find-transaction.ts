import { CLOCK_MARGIN_MS } from '../../payer/payer-results.js';
import type { ChargeRequest, RefundRequest } from '../../payer/remote-payer.js';
import type { ServiceTransaction } from './service-wallet.js';
import type { WalletServiceApi } from './wallet-service.api.js';

/** Pages that are searched for one attempt: ten thousand movements of one wallet since the attempt was made. */
export const MAX_SEARCHED_PAGES = 100;

/** The transaction that an attempt has made; null when there is none (now). */
export async function findTransaction(
  service: WalletServiceApi,
  walletId: string,
  { kind, attemptId, createdAt }: ChargeRequest | RefundRequest,
  signal: AbortSignal,
): Promise<ServiceTransaction | null> {
  const search = {
    walletId,
    type: kind === 'charge' ? 'consume' : 'refund',
    from: createdAt - CLOCK_MARGIN_MS,
    until: null,
    maxPages: MAX_SEARCHED_PAGES,
  };
  for await (const transaction of service.transactions(search, { signal })) {
    if (transaction.metadata?.['attempt_id'] === attemptId) return transaction;
  }
  return null;
}
