import type { Reading } from '../validation/field.js';

/** The last row of a page: lists are sorted by usage time, then billing_id, newest first. */
export interface Cursor {
  readonly usageTimestampMs: number;
  readonly billingId: string;
}

/** Opaque to clients, so that its content may change. */
export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.usageTimestampMs, cursor.billingId])).toString('base64url');
}

const RULE = 'is not a cursor that this service gave: send next_cursor of the last answer as it is';
const MAX_CHARACTERS = 512;
const ID_SHAPE = /^[\x21-\x7e]{1,128}$/;

export function readCursor(raw: unknown): Reading<Cursor> {
  if (typeof raw !== 'string' || raw.length > MAX_CHARACTERS) return { rule: RULE };
  const parts = parse(raw);
  if (!Array.isArray(parts) || parts.length !== 2) return { rule: RULE };
  const [usageTimestampMs, billingId] = parts as unknown[];
  const valid = Number.isSafeInteger(usageTimestampMs) && (usageTimestampMs as number) >= 0;
  if (!valid || typeof billingId !== 'string' || !ID_SHAPE.test(billingId)) return { rule: RULE };
  return { value: { usageTimestampMs: usageTimestampMs as number, billingId } };
}

function parse(raw: string): unknown {
  try {
    return JSON.parse(Buffer.from(raw, 'base64url').toString('utf8'));
  } catch {
    return null;
  }
}
