import { Injectable } from '@nestjs/common';
import { type Account, accountIdOf } from '../../domain/commands.js';
import { StripeApi } from './stripe-api.js';
import { StripeCustomerStore } from './stripe-customer.store.js';
import { isStripeError } from './stripe-error.js';

/** While another process asks under the same key, Stripe answers 409: its answer is there in a moment. */
const RETRIES = 3;

/** The customers at Stripe that accounts' cards are saved with. */
@Injectable()
export class StripeCustomers {
  constructor(
    private readonly api: StripeApi,
    private readonly store: StripeCustomerStore,
  ) {}

  /**
   * The account's customer, made when there is none: one, however many processes ask at once and whatever becomes of
   * their calls. Throws the SDK's errors.
   */
  async of(account: Account): Promise<string> {
    const accountId = accountIdOf(account);
    let claim = await this.store.claim(accountId);
    if (claim.customerId === null && claim.isOld) {
      await this.store.renewKey(accountId, claim.requestKey);
      claim = await this.store.claim(accountId);
    }
    if (claim.customerId !== null) return claim.customerId;
    const { customers } = await this.api.open();
    try {
      const customer = await customers.create(
        { metadata: { billing_account_type: account.type, billing_account_id: account.id } },
        { idempotencyKey: claim.requestKey, maxNetworkRetries: RETRIES },
      );
      return await this.store.keep(accountId, customer.id);
    } catch (error) {
      // Stripe keeps its failures under the key too.
      if (isStripeError(error) && (error.statusCode ?? 0) >= 500) {
        await this.store.renewKey(accountId, claim.requestKey);
      }
      throw error;
    }
  }
}
