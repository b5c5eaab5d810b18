import type { Account } from './commands.js';
import type { AccountType } from './vocabulary.js';

/** `user:alice`, as columns and outcomes hold it, taken apart; the id itself may contain colons. */
export function accountOf(accountId: string): Account {
  const colon = accountId.indexOf(':');
  return { type: accountId.slice(0, colon) as AccountType, id: accountId.slice(colon + 1) };
}
