import { Inject, Injectable, Logger } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { TransferOutCommand } from '../../domain/commands.js';
import { DomainError, invalid, refuse } from '../../domain/problems/problems.js';
import type { EnginePort } from '../../engine/engine.port.js';
import { Engine } from '../../engine/engine.service.js';
import { managedUpstream } from '../upstream/upstream-refusals.js';
import { TransferStore } from './transfer.store.js';
import {
  type Movement,
  WALLET_CLIENT,
  type Wallet,
  type WalletAnswer,
  type WalletClient,
} from './wallet.client.js';

export interface TransferAnswer extends WalletAnswer {
  /** False when the money has left but not yet arrived: it will, without anyone asking again. */
  readonly arrived: boolean;
}

/**
 * Moves money between two wallets. No command touches two accounts: the first takes the money and leaves a due
 * attempt in the same transaction, the second brings it to the other wallet, the third closes the attempt. Each is
 * idempotent by the transfer's id, so whoever finds the attempt open may go on from where it stopped.
 */
@Injectable()
export class WalletTransfers {
  private readonly logger = new Logger(WalletTransfers.name);

  constructor(
    @Inject(WALLET_CLIENT) private readonly wallets: WalletClient,
    private readonly transfers: TransferStore,
    @Inject(Engine) private readonly engine: Pick<EnginePort, 'submit'>,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async transfer(
    walletId: string,
    toWalletId: string,
    movement: Movement,
    key: string,
  ): Promise<TransferAnswer> {
    const { wallet } = this.config.integrations;
    if (wallet.client !== 'embedded') throw new DomainError(managedUpstream('wallet', wallet.url));
    const [from, to] = await this.bothWallets(walletId, toWalletId);
    const command: TransferOutCommand = {
      type: 'transfer_out',
      account: from.account,
      walletId,
      currency: from.currency,
      toWalletId,
      toAccount: to.account,
      ...movement,
    };
    const { outcome, replayed } = await this.engine.submit(command, {
      key,
      deadlineMs: this.config.http.requestDeadlineMs,
    });
    return { outcome, replayed, arrived: await this.arrives(outcome.transferId as string) };
  }

  /**
   * Brings the money of an open transfer to the other wallet. Safe to repeat and to run twice at once: the second
   * arrival finds the key of the first. Does nothing when there is no such transfer, or it is closed.
   */
  async complete(transferId: string): Promise<void> {
    const transfer = await this.transfers.findOpen(transferId);
    if (!transfer) return;
    const { account, toAccount, toWalletId, currency, amount, description, metadata } = transfer;
    const ours = { key: transferId, internal: true };
    await this.engine.submit(
      {
        type: 'transfer_in',
        account: toAccount,
        walletId: toWalletId,
        currency,
        amount,
        description,
        metadata,
        transferId,
      },
      ours,
    );
    await this.engine.submit({ type: 'transfer_done', account, transferId }, ours);
  }

  /** The sender's money has left and is committed: whatever goes wrong now must not look like a refusal. */
  private async arrives(transferId: string): Promise<boolean> {
    try {
      await this.complete(transferId);
      return true;
    } catch (error) {
      this.logger.warn(`Transfer ${transferId} has not arrived yet; the reconciler will bring it.`, error);
      return false;
    }
  }

  private async bothWallets(walletId: string, toWalletId: string): Promise<[Wallet, Wallet]> {
    if (walletId === toWalletId) {
      const message = 'to_wallet_id must be another wallet';
      throw new DomainError(invalid({ field: 'to_wallet_id', rule: 'other_wallet', message }));
    }
    const [from, to] = await Promise.all([this.get(walletId), this.get(toWalletId)]);
    if (from.currency === to.currency) return [from, to];
    throw new DomainError(
      refuse(
        'wallet_currency_mismatch',
        `A wallet in ${from.currency} cannot pay into one in ${to.currency}`,
        {
          currency: from.currency,
          to_currency: to.currency,
        },
      ),
    );
  }

  private async get(walletId: string): Promise<Wallet> {
    const wallet = await this.wallets.findWallet(walletId);
    if (!wallet)
      throw new DomainError(refuse('wallet_not_found', 'Wallet not found', { wallet_id: walletId }));
    return wallet;
  }
}
