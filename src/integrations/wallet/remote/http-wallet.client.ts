import { Patience, type Reader } from '../../../database/pacing/patience.js';
import type { Account } from '../../../domain/commands.js';
import { ZERO } from '../../../domain/decimal.js';
import { DomainError } from '../../../domain/problems/problems.js';
import type { CallContext } from '../../upstream/calls/call-context.js';
import { managedUpstream, reached } from '../../upstream/upstream-refusals.js';
import { matchingTransactions } from './matching-transactions.js';
import type { ServiceWallet } from './service-wallet.js';
import type { WalletTransactionFilter, WalletTransactionRecord } from '../wallet-transaction.js';
import type { WalletServiceApi } from './wallet-service.api.js';
import type { Wallet, WalletAnswer, WalletClient } from '../wallet.client.js';

/**
 * The wallets of the platform's wallet service, for reading. It knows users only, each with one wallet. Writes are
 * refused with `managed_upstream`: it has no idempotency, so that a retry passed on would move money twice. Reads throw
 * `upstream_unavailable` where it does not answer.
 */
export class HttpWalletClient implements WalletClient {
  constructor(
    private readonly service: WalletServiceApi,
    private readonly url: string | null,
    private readonly deadlineMs: number,
  ) {}

  async findWallet(walletId: string, context?: CallContext): Promise<Wallet | null> {
    const found = await reached('wallet', this.service.find(walletId, { context }));
    return found && walletOf(found);
  }

  async walletsOf({ type, id }: Account, context?: CallContext): Promise<Wallet[]> {
    if (type !== 'user') return [];
    const found = await reached('wallet', this.service.findOfUser(id, { context }));
    return found ? [walletOf(found)] : [];
  }

  async transactionsOf(
    wallet: Wallet,
    filter: WalletTransactionFilter,
    reader: Reader,
    context?: CallContext,
  ): Promise<WalletTransactionRecord[]> {
    const patience = new Patience(this.deadlineMs, reader);
    try {
      const asking = { signal: patience.signal, context };
      const found = matchingTransactions(this.service, wallet.walletId, filter, asking);
      return await reached('wallet', found);
    } finally {
      patience.end();
    }
  }

  openWallet(): Promise<WalletAnswer> {
    return this.refuse();
  }

  setOverdraftLimit(): Promise<WalletAnswer> {
    return this.refuse();
  }

  deposit(): Promise<WalletAnswer> {
    return this.refuse();
  }

  withdraw(): Promise<WalletAnswer> {
    return this.refuse();
  }

  private refuse(): Promise<never> {
    return Promise.reject(new DomainError(managedUpstream('wallet', this.url)));
  }
}

function walletOf(found: ServiceWallet): Wallet {
  return {
    walletId: found.walletId,
    account: { type: 'user', id: found.userId },
    currency: found.currency,
    available: found.available,
    held: found.held,
    // It has no such thing.
    overdraftLimit: ZERO,
    updatedAt: new Date(found.updatedAt),
  };
}
