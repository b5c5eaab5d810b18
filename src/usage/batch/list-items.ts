import { setImmediate as nextTurn } from 'node:timers/promises';
import { DomainError, type FieldError, refuse } from '../../domain/problems/problems.js';
import { splitItems } from '../../http/body/json-items.js';
import { parseJson } from '../../http/body/json-text.js';
import { refusalOf } from '../../http/validation/field-errors.js';
import type { RequestKey } from '../../http/idempotency/request-key.js';
import { type BatchItem, readItem, unnamed } from './batch-item.js';
import { ITEMS_A_TURN } from './batch-run.js';

export const MAX_LIST_BYTES = 10 * 1024 * 1024;
export const MAX_LIST_ITEMS = 10_000;

/**
 * The items of a list, once all of it is known to be JSON and every item to have a key of its own. Throws
 * `malformed_json` and `validation_failed`: nothing was begun.
 */
export async function checkedList(bytes: Buffer, requestKey: RequestKey): Promise<readonly Buffer[]> {
  const texts = splitItems(bytes, MAX_LIST_ITEMS);
  const errors: FieldError[] = [];
  for (const [index, text] of texts.entries()) {
    if (index % (4 * ITEMS_A_TURN) === 0) await nextTurn();
    const isNamed = hasName(text, index);
    if (!requestKey.sent && !isNamed) errors.push(unnamed(`items.${index}.`));
  }
  if (errors.length > 0) throw new DomainError(refusalOf(errors));
  return texts;
}

export async function* listItems(
  texts: readonly Buffer[],
  requestKey: RequestKey,
): AsyncGenerator<readonly BatchItem[]> {
  for (let from = 0; from < texts.length; from += ITEMS_A_TURN) {
    const turn = texts.slice(from, from + ITEMS_A_TURN);
    yield turn.map((text, at) => readItem(text, from + at, requestKey));
  }
}

/** False only for a usage event without a name: what is no usage event fails alone, and records nothing. */
function hasName(text: Buffer, index: number): boolean {
  let item: unknown;
  try {
    item = parseJson(text);
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'malformed_json') return true;
    throw new DomainError(refuse('malformed_json', `Item ${index} is not JSON: ${error.message}`), {
      cause: error,
    });
  }
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return true;
  const name = (item as Record<string, unknown>)['request_id'];
  return name !== undefined && name !== null && name !== '';
}
