import type { Account } from '../../domain/commands.js';
import { DomainError, type FieldError, invalid } from '../../domain/problems/problems.js';
import type { AccountFieldsDto } from './account-fields.dto.js';

/** The account that the fields name. Throws `validation_failed` when they name none, or half of one. */
export function namedAccount(fields: AccountFieldsDto): Account {
  const { user_id: userId, billing_account_type: type, billing_account_id: id } = fields;
  if (type && id) return { type, id };
  if (type || id) {
    throw missing({
      field: type ? 'billing_account_id' : 'billing_account_type',
      rule: 'both_or_none',
      message: 'billing_account_type and billing_account_id must be given together',
    });
  }
  if (userId) return { type: 'user', id: userId };
  throw missing({ field: 'user_id', rule: 'required', message: 'user_id is required' });
}

function missing(error: FieldError): DomainError {
  return new DomainError(invalid(error));
}
