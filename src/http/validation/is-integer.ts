import { field, type FieldOptions } from './field.js';

export interface IntegerOptions extends FieldOptions {
  readonly min?: number;
  readonly max?: number;
  /** For the document; the value itself is the property's initialiser. */
  readonly default?: number;
}

/** A whole number, also as digits in a query string. */
export function IsInteger(options: IntegerOptions = {}): PropertyDecorator {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = options;
  const rule = `must be a whole number from ${min} to ${max}`;
  return field(
    'integer',
    (raw) => {
      const value = typeof raw === 'string' && /^-?\d{1,16}$/.test(raw) ? Number(raw) : raw;
      const fits = Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
      return fits ? { value: value as number } : { rule };
    },
    options,
    {
      type: 'integer',
      minimum: min,
      ...(options.max !== undefined && { maximum: max }),
      ...(options.default !== undefined && { default: options.default }),
    },
  );
}
