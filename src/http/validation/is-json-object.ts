import { field, type FieldOptions } from './field.js';

export interface JsonObjectOptions extends FieldOptions {
  /** 16 KiB unless told, as JSON text. */
  readonly maxBytes?: number;
  /** 8 unless told; the object itself is the first level. */
  readonly maxDepth?: number;
}

/** An object of the caller's own, kept as it was sent. */
export function IsJsonObject(options: JsonObjectOptions = {}): PropertyDecorator {
  const { maxBytes = 16_384, maxDepth = 8 } = options;
  return field(
    'json_object',
    (raw) => {
      if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return { rule: 'must be an object' };
      if (hasInfinity(raw)) return { rule: 'must not have a number beyond the range of a double' };
      if (isDeeperThan(raw, maxDepth)) return { rule: `must not be deeper than ${maxDepth} levels` };
      if (Buffer.byteLength(JSON.stringify(raw)) > maxBytes)
        return { rule: `must not be over ${maxBytes} bytes` };
      return { value: raw as Record<string, unknown> };
    },
    options,
    { type: 'object', additionalProperties: true },
  );
}

/** JSON.parse reads 1e400 as Infinity, which would be stored as null without a word. */
function hasInfinity(value: unknown): boolean {
  if (typeof value === 'number') return !Number.isFinite(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasInfinity);
}

function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  return Object.values(value).some((part) => isDeeperThan(part, levels - 1));
}
