import type { ValidationError } from 'class-validator';
import { type FieldError, type Refusal, refuse } from '../../domain/problems/problems.js';
import { Unreadable } from './field.js';

/** Most broken rules that one answer names. */
const MAX_ERRORS = 50;
const MAX_IN_DETAIL = 3;

/** class-validator's tree as a flat list with dotted paths: `included_products.0.included_amount`. */
export function fieldErrorsOf(errors: readonly ValidationError[], prefix = ''): FieldError[] {
  return errors.flatMap((error) => {
    const path = prefix + error.property;
    const own = Object.entries(error.constraints ?? {}).map(([name, message]) => ({
      field: path,
      rule: ruleOf(error, name),
      message: prefix + message,
    }));
    // What has the wrong shape as a whole has no parts worth naming.
    return own.length > 0 ? own : fieldErrorsOf(error.children ?? [], `${path}.`);
  });
}

function ruleOf(error: ValidationError, constraint: string): string {
  if (error.value instanceof Unreadable) return error.value.ruleName;
  return error.value === undefined ? 'required' : constraint;
}

/** The refusal with one sentence that names the first broken rules. */
export function refusalOf(errors: readonly FieldError[]): Refusal {
  const named = errors.slice(0, MAX_IN_DETAIL).map((error) => error.message);
  const more = errors.length - named.length;
  const detail = named.join('; ') + (more > 0 ? `; and ${more} more` : '');
  return refuse('validation_failed', detail, { errors: errors.slice(0, MAX_ERRORS) });
}
