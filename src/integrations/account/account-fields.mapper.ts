import type { Account } from '../../domain/commands.js';
import type { AccountType } from '../../domain/vocabulary.js';

/** Whose account, as answers say it: `user_id` is null for an organisation's. */
export function accountFieldsOf(account: Account): {
  user_id: string | null;
  billing_account_type: AccountType;
  billing_account_id: string;
} {
  return {
    user_id: account.type === 'user' ? account.id : null,
    billing_account_type: account.type,
    billing_account_id: account.id,
  };
}
