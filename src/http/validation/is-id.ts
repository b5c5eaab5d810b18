import { field, type FieldOptions, type Reading } from './field.js';

export const MAX_ID_CHARACTERS = 128;
/** Six ids stand in one key of the statistics, and an entry of an index holds 2,704 bytes. */
const MAX_ID_BYTES = 384;

const SCHEMA = { type: 'string', minLength: 1, maxLength: MAX_ID_CHARACTERS } as const;

/** An id: trimmed, 1–128 characters, at most 384 bytes in UTF-8. */
export function IsId(options: FieldOptions = {}): PropertyDecorator {
  return field('id', readId, options, SCHEMA);
}

/** An id that may be left out; `""` and null count as left out, as the platform's callers send them. */
export function OptionalId(options: Omit<FieldOptions, 'optional'> = {}): PropertyDecorator {
  return field<string | undefined>(
    'id',
    (raw) => (raw === '' ? { value: undefined } : readId(raw)),
    { ...options, optional: true },
    { type: 'string', maxLength: MAX_ID_CHARACTERS },
  );
}

export function readId(raw: unknown): Reading<string> {
  if (typeof raw !== 'string') return { rule: 'must be a string' };
  const id = raw.trim();
  if (id === '') return { rule: 'must not be empty' };
  // No longer in UTF-16, no more than three bytes each in UTF-8.
  if (id.length <= MAX_ID_CHARACTERS) return { value: id };
  if ([...id].length > MAX_ID_CHARACTERS) {
    return { rule: `must have at most ${MAX_ID_CHARACTERS} characters` };
  }
  if (Buffer.byteLength(id) > MAX_ID_BYTES)
    return { rule: `must have at most ${MAX_ID_BYTES} bytes in UTF-8` };
  return { value: id };
}
