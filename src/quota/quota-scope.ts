import { DomainError, type FieldError, invalid } from '../domain/problems/problems.js';
import type { QuotaScope } from '../domain/vocabulary.js';

/** Three fields of the wire, of which one says whose usage a quota limits. */
export interface ScopeFields {
  readonly user_id?: string;
  readonly organization_id?: string;
  readonly subscription_id?: string;
}

export interface Scope {
  readonly scope: QuotaScope;
  readonly scopeId: string;
}

/** The scope that the fields name, or null when they name none. Throws `validation_failed` when they name several. */
export function scopeOf(fields: ScopeFields): Scope | null {
  const named = [
    scoped('user', fields.user_id),
    scoped('organization', fields.organization_id),
    scoped('subscription', fields.subscription_id),
  ].filter((scope) => scope !== null);
  if (named.length > 1) throw new DomainError(invalid(...named.map(onlyOne)));
  return named[0] ?? null;
}

/** As {@link scopeOf}, and throws `validation_failed` when they name none. */
export function requiredScopeOf(fields: ScopeFields): Scope {
  const scope = scopeOf(fields);
  if (scope !== null) return scope;
  const message = 'one of user_id, organization_id and subscription_id is required';
  throw new DomainError(invalid({ field: 'user_id', rule: 'required', message }));
}

function scoped(scope: QuotaScope, scopeId: string | undefined): Scope | null {
  return scopeId === undefined ? null : { scope, scopeId };
}

function onlyOne({ scope }: Scope): FieldError {
  const message = `${scope}_id must be the only one of user_id, organization_id and subscription_id`;
  return { field: `${scope}_id`, rule: 'only_one', message };
}
