import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { isCardOf } from '../../domain/payers/card.js';
import { type Account, accountIdOf } from '../../domain/commands.js';
import { DomainError, invalid, refuse } from '../../domain/problems/problems.js';
import type { CardVault } from '../payment/card-vault.js';
import { unavailable } from '../upstream/upstream-refusals.js';
import { StripeApi } from './stripe-api.js';
import { StripeCustomers } from './stripe-customers.service.js';
import { describe, isStripeError, kindOf, reasonOf } from './stripe-error.js';

/** Saves cards with the account's customer at Stripe, by the id of a PaymentMethod that Stripe's form made (`pm_…`). */
@Injectable()
export class StripeCardVault implements CardVault {
  constructor(
    private readonly api: StripeApi,
    private readonly customers: StripeCustomers,
  ) {}

  async attach(account: Account, token: string, key: string): Promise<string> {
    if (!isCardOf('stripe', token)) throw unknownToken('must be the id of a Stripe PaymentMethod, pm_…');
    try {
      const customer = await this.customers.of(account);
      const { paymentMethods } = await this.api.open();
      const attached = await paymentMethods.attach(
        token,
        { customer },
        { idempotencyKey: attachKey(account, token, key) },
      );
      return attached.id;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  async detach(token: string): Promise<void> {
    const { paymentMethods } = await this.api.open();
    try {
      await paymentMethods.detach(token);
    } catch (error) {
      // Refused because it is not attached, or not there: what was wanted.
      if (kindOf(error) !== 'refused') throw refusalOf(error);
    }
  }
}

function refusalOf(error: unknown): unknown {
  if (!isStripeError(error)) return error;
  switch (kindOf(error)) {
    case 'card':
      return new DomainError(
        refuse('payment_declined', 'The bank refused the card', { reason: reasonOf(error) }),
        { cause: error },
      );
    case 'refused':
      return unknownToken(`was refused by Stripe: ${error.message}`);
    case 'not_sent':
    case 'unknown':
      return unavailable('stripe', new Error(describe(error), { cause: error }));
  }
}

function unknownToken(says: string): DomainError {
  return new DomainError(invalid({ field: 'token', rule: 'payment_method', message: `token ${says}` }));
}

/** The caller's key names the intent, of this account and card; Stripe takes at most 255 characters. */
function attachKey(account: Account, token: string, key: string): string {
  return createHash('sha256')
    .update(JSON.stringify(['attach', accountIdOf(account), token, key]))
    .digest('hex');
}
