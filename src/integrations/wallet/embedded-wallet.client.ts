import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { Reader } from '../../database/pacing/patience.js';
import type { Account, Command } from '../../domain/commands.js';
import type { Decimal } from '../../domain/decimal.js';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import type { Answer, SubmitOptions } from '../../engine/engine.port.js';
import { Engine } from '../../engine/engine.service.js';
import type { WalletTransactionFilter, WalletTransactionRecord } from './wallet-transaction.js';
import { WalletTransactionReadModel } from './wallet-transaction.read-model.js';
import type { Movement, Wallet, WalletAnswer, WalletClient } from './wallet.client.js';
import { WalletStore } from './wallet.store.js';

type WalletCommand = Extract<Command, { type: 'open_wallet' | 'set_overdraft' | 'deposit' | 'withdraw' }>;

/** Wallets as balances of this service's own ledger; every write is a command of the engine. */
@Injectable()
export class EmbeddedWalletClient implements WalletClient {
  constructor(
    private readonly engine: Engine,
    private readonly wallets: WalletStore,
    private readonly transactions: WalletTransactionReadModel,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  openWallet(
    account: Account,
    currency: string,
    initialBalance: Decimal,
    key: string,
  ): Promise<WalletAnswer> {
    return this.submit({ type: 'open_wallet', account, currency, initialBalance }, key);
  }

  findWallet(walletId: string): Promise<Wallet | null> {
    return this.wallets.find(walletId);
  }

  walletsOf(account: Account): Promise<Wallet[]> {
    return this.wallets.ofAccount(account);
  }

  async setOverdraftLimit(walletId: string, overdraftLimit: Decimal, key: string): Promise<WalletAnswer> {
    const { account, currency } = await this.get(walletId);
    return this.submit({ type: 'set_overdraft', account, walletId, currency, overdraftLimit }, key);
  }

  async deposit(
    walletId: string,
    movement: Movement & { referenceId: string | null },
    key: string,
  ): Promise<WalletAnswer> {
    const { account, currency } = await this.get(walletId);
    return this.submit({ type: 'deposit', account, walletId, currency, ...movement }, key);
  }

  async withdraw(
    walletId: string,
    movement: Movement & { destination: string | null },
    key: string,
  ): Promise<WalletAnswer> {
    const { account, currency } = await this.get(walletId);
    return this.submit({ type: 'withdraw', account, walletId, currency, ...movement }, key);
  }

  transactionsOf(
    wallet: Wallet,
    filter: WalletTransactionFilter,
    reader: Reader,
  ): Promise<WalletTransactionRecord[]> {
    return this.transactions.list(wallet, filter, reader);
  }

  /** A wallet's account and currency never change, so they may be read without a lock. */
  private async get(walletId: string): Promise<Wallet> {
    const wallet = await this.wallets.find(walletId);
    if (!wallet)
      throw new DomainError(refuse('wallet_not_found', 'Wallet not found', { wallet_id: walletId }));
    return wallet;
  }

  private submit<C extends WalletCommand>(command: C, key: string): Promise<Answer<C>> {
    const options: SubmitOptions = { key, deadlineMs: this.config.http.requestDeadlineMs };
    return this.engine.submit(command, options);
  }
}
