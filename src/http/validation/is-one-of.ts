import { CURRENCIES } from '../../domain/vocabulary.js';
import { field, type FieldOptions } from './field.js';

export interface OneOfOptions extends FieldOptions {
  /** Name of the enumeration in the OpenAPI document. */
  readonly enumName?: string;
  /** Other spellings that are read as one of the words. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** One of a closed list of words. */
export function IsOneOf(words: readonly string[], options: OneOfOptions = {}): PropertyDecorator {
  const known = new Map(words.map((word) => [word, word]));
  for (const [alias, word] of Object.entries(options.aliases ?? {})) known.set(alias, word);
  const rule = `must be one of ${words.join(', ')}`;
  return field(
    'one_of',
    (raw) => {
      const word = typeof raw === 'string' ? known.get(raw) : undefined;
      return word === undefined ? { rule } : { value: word };
    },
    options,
    { enum: [...words], ...(options.enumName !== undefined && { enumName: options.enumName }) },
  );
}

/** A currency of the price book and wallets. Currencies are never converted. */
export function IsCurrency(options: FieldOptions = {}): PropertyDecorator {
  return IsOneOf(CURRENCIES, { example: 'CREDIT', ...options, enumName: 'Currency' });
}
