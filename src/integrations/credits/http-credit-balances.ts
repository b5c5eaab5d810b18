import type { Account } from '../../domain/commands.js';
import { type Decimal, ZERO } from '../../domain/decimal.js';
import type { SubscriptionServiceApi } from '../subscription/subscription-service.api.js';
import type { CallContext } from '../upstream/call-context.js';
import { reached } from '../upstream/upstream-refusals.js';
import type { CreditBalances } from './credit-balances.js';

/** Credits that the platform's subscription service keeps. They are of no other currency. */
export class HttpCreditBalances implements CreditBalances {
  constructor(private readonly service: SubscriptionServiceApi) {}

  async creditsOf(account: Account, currency: string, context?: CallContext): Promise<Decimal> {
    if (currency !== 'CREDIT') return ZERO;
    const balance = this.service.creditBalance(account, context);
    return reached(
      'subscription',
      balance.then((fields) => fields.amount('total_credits_available')),
    );
  }
}
