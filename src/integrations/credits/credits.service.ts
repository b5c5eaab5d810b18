import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { Reader } from '../../database/patience.js';
import type { Account, GrantCreditsCommand } from '../../domain/commands.js';
import type { Decimal } from '../../domain/decimal.js';
import { Engine } from '../../engine/engine.service.js';
import { WalletStore } from '../wallet/wallet.store.js';
import type { WalletAnswer } from '../wallet/wallet.client.js';
import { type CreditGrant, CreditGrantReadModel } from './credit-grant.read-model.js';

/** Credits of payer accounts: granted here, spent by charges. */
@Injectable()
export class Credits {
  constructor(
    private readonly engine: Engine,
    private readonly balances: WalletStore,
    private readonly grants: CreditGrantReadModel,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  grant(grant: Omit<GrantCreditsCommand, 'type'>, key: string): Promise<WalletAnswer> {
    return this.engine.submit(
      { type: 'grant_credits', ...grant },
      { key, deadlineMs: this.config.http.requestDeadlineMs },
    );
  }

  balanceOf(account: Account, currency: string): Promise<Decimal> {
    return this.balances.creditsOf(account, currency);
  }

  /** Newest first. */
  grantsOf(account: Account, limit: number, offset: number, reader: Reader): Promise<CreditGrant[]> {
    return this.grants.list(account, limit, offset, reader);
  }
}
