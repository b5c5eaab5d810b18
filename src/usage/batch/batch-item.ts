import type { ChargeCommand } from '../../domain/commands.js';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import type { BulkItem } from '../../engine/engine.port.js';
import { tooLarge } from '../../http/body/body-reader.js';
import { parseJson } from '../../http/body/json-text.js';
import type { Line } from '../../http/body/line-splitter.js';
import { composedKey, itemKey } from '../../http/idempotency/request-key.js';
import { validate } from '../../http/validation/validation.pipe.js';
import type { RequestKey } from '../../http/idempotency/request-key.js';
import { RecordUsageDto } from '../dto/record-usage.dto.js';
import { toChargeCommand } from '../record-usage.mapper.js';

export const MAX_LINE_BYTES = 64 * 1024;

/** A charge to submit, or why the item is none. */
export type BatchItem = BulkItem<ChargeCommand> | { readonly error: unknown };

/** Reads an item as a single call would read its body. */
export function readItem(text: Line, index: number, requestKey: RequestKey): BatchItem {
  try {
    if (text === null) throw tooLarge(MAX_LINE_BYTES);
    const usage = validate(RecordUsageDto, parseJson(text));
    return { key: keyOf(usage, index, requestKey), command: toChargeCommand(usage) };
  } catch (error) {
    return { error };
  }
}

/** An item's own name wins, so that the same event can be retried alone; else the header's key and its place. */
function keyOf(usage: RecordUsageDto, index: number, { key, sent }: RequestKey): string {
  if (usage.request_id !== undefined) {
    return composedKey(usage.user_id, usage.product_id, usage.request_id);
  }
  if (sent) return itemKey(key, index);
  throw new DomainError(invalid(unnamed('')));
}

/** Without a name of any kind a retry would charge twice. */
export function unnamed(prefix: string) {
  const field = `${prefix}request_id`;
  return { field, rule: 'required', message: `${field} is required where no Idempotency-Key is sent` };
}
