import type { Account } from '../../domain/commands.js';
import { type Decimal, ZERO } from '../../domain/decimal.js';
import type { SubscriptionServiceApi } from '../subscription/subscription-service.api.js';
import type { CallContext } from '../upstream/calls/call-context.js';
import { reached } from '../upstream/upstream-refusals.js';
import type { CreditBalances } from './credit-balances.js';

/**
 * Credits that the platform's subscription service keeps, which are of no other currency, and those that this service
 * does: what was refunded and could not go back there. Charges take from both.
 */
export class HttpCreditBalances implements CreditBalances {
  constructor(
    private readonly service: SubscriptionServiceApi,
    private readonly here: CreditBalances,
  ) {}

  async creditsOf(account: Account, currency: string, context?: CallContext): Promise<Decimal> {
    const [there, here] = await Promise.all([
      currency === 'CREDIT' ? this.creditsThere(account, context) : ZERO,
      this.here.creditsOf(account, currency, context),
    ]);
    return there.plus(here);
  }

  private creditsThere(account: Account, context?: CallContext): Promise<Decimal> {
    const balance = this.service.creditBalance(account, context);
    return reached(
      'subscription',
      balance.then((fields) => fields.amount('total_credits_available')),
    );
  }
}
