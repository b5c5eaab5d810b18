import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../../config/app-config.js';
import type { Reader } from '../../database/pacing/patience.js';
import type { Account, GrantCreditsCommand } from '../../domain/commands.js';
import type { Decimal } from '../../domain/decimal.js';
import { DomainError } from '../../domain/problems/problems.js';
import { Engine } from '../../engine/engine.service.js';
import type { CallContext } from '../upstream/calls/call-context.js';
import { managedUpstream } from '../upstream/upstream-refusals.js';
import type { WalletAnswer } from '../wallet/wallet.client.js';
import { CREDIT_BALANCES, type CreditBalances } from './credit-balances.js';
import { type CreditGrant, CreditGrantReadModel } from './credit-grant.read-model.js';

/** Credits of payer accounts: granted here, spent by charges. */
@Injectable()
export class Credits {
  constructor(
    private readonly engine: Engine,
    @Inject(CREDIT_BALANCES) private readonly balances: CreditBalances,
    private readonly grants: CreditGrantReadModel,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Throws `managed_upstream` where another service keeps them. */
  async grant(grant: Omit<GrantCreditsCommand, 'type'>, key: string): Promise<WalletAnswer> {
    const { subscription } = this.config.integrations;
    if (subscription.client !== 'embedded') {
      throw new DomainError(managedUpstream('subscription', subscription.url));
    }
    return this.engine.submit(
      { type: 'grant_credits', ...grant },
      { key, deadlineMs: this.config.http.requestDeadlineMs },
    );
  }

  balanceOf(account: Account, currency: string, context?: CallContext): Promise<Decimal> {
    return this.balances.creditsOf(account, currency, context);
  }

  /** Newest first. */
  grantsOf(account: Account, limit: number, offset: number, reader: Reader): Promise<CreditGrant[]> {
    return this.grants.list(account, limit, offset, reader);
  }
}
