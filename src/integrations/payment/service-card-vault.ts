import { Injectable } from '@nestjs/common';
import { isCardOf } from '../../domain/payers/card.js';
import type { Account } from '../../domain/commands.js';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import type { CardVault } from './card-vault.js';

/** The cards of the platform's payment service, which cannot be asked for them: it says what it does not know when it charges. */
@Injectable()
export class ServiceCardVault implements CardVault {
  async attach(_account: Account, token: string): Promise<string> {
    if (isCardOf('http', token)) return token;
    const message = 'token must be a card of the payment service: this one is the sandbox’s';
    throw new DomainError(invalid({ field: 'token', rule: 'payment_method', message }));
  }

  async detach(): Promise<void> {}
}
