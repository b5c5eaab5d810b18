import { field, type FieldOptions } from './field.js';

/** True or false, also as words in a query string. */
export function IsFlag(options: FieldOptions & { readonly default?: boolean } = {}): PropertyDecorator {
  return field(
    'flag',
    (raw) => {
      if (raw === true || raw === 'true') return { value: true };
      if (raw === false || raw === 'false') return { value: false };
      return { rule: 'must be true or false' };
    },
    options,
    { type: 'boolean', ...(options.default !== undefined && { default: options.default }) },
  );
}
