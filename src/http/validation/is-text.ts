import { field, type FieldOptions } from './field.js';

export interface TextOptions extends FieldOptions {
  /** 1,000 unless told. */
  readonly maxLength?: number;
  readonly minLength?: number;
  readonly pattern?: { readonly matches: RegExp; readonly says: string };
}

/** Free text, kept as it was sent. */
export function IsText(options: TextOptions = {}): PropertyDecorator {
  const { minLength = 0, maxLength = 1_000, pattern } = options;
  return field(
    'text',
    (raw) => {
      if (typeof raw !== 'string') return { rule: 'must be a string' };
      if (raw.length < minLength) return { rule: `must have at least ${minLength} characters` };
      if (raw.length > maxLength) return { rule: `must have at most ${maxLength} characters` };
      if (pattern && !pattern.matches.test(raw)) return { rule: pattern.says };
      return { value: raw };
    },
    options,
    {
      type: 'string',
      maxLength,
      ...(minLength > 0 && { minLength }),
      ...(pattern && { pattern: pattern.matches.source }),
    },
  );
}
