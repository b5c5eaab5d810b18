import { Injectable } from '@nestjs/common';
import { isCardOf } from '../../domain/payers/card.js';
import type { Account } from '../../domain/commands.js';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import { SANDBOX_TOKENS } from '../../domain/vocabulary.js';
import type { CardVault } from './card-vault.js';

/** The sandbox's cards: always there, and the same for everybody. */
@Injectable()
export class SandboxCardVault implements CardVault {
  async attach(_account: Account, token: string): Promise<string> {
    if (isCardOf('embedded', token)) return token;
    const message = `token must be one of ${SANDBOX_TOKENS.join(', ')}`;
    throw new DomainError(invalid({ field: 'token', rule: 'one_of', message }));
  }

  async detach(): Promise<void> {}
}
