import type { Fields } from '../fastapi/fields.js';
import type { Payer } from './subscription-row.js';

/** Who pays: the billing account if one is named, else the organisation, else the user. */
export function readPayer(fields: Fields): Payer {
  const user_id = fields.text('user_id');
  const organization_id = fields.maybeText('organization_id');
  const type = fields.maybeChoice('billing_account_type', ['user', 'organization']);
  const billing_account_type = type ?? (organization_id === null ? 'user' : 'organization');
  const ownId = billing_account_type === 'user' ? user_id : organization_id;
  return {
    user_id,
    actor_user_id: fields.maybeText('actor_user_id') ?? user_id,
    billing_account_type,
    billing_account_id: fields.maybeText('billing_account_id') ?? ownId ?? user_id,
    organization_id,
  };
}
