import { ApiError, type BillingApi, explain } from '../replay/billing-api.js';
import type { UnsettledBooks } from './unsettled-books.js';
import { RECORD, type UnsettledItem } from './unsettled-item.js';

/** What came of re-driving one item. */
export interface Redriven {
  readonly id: string;
  /** False where it is as it was. */
  readonly accepted: boolean;
  /** `due now`, or what the service answered. */
  readonly result: string;
}

/** Calls to the service at once: people are billed at the same time. */
const AT_ONCE = 4;

/** Attempts become due, records go to `billing/process`; each by the service's own ways, so that it is safe beside it. */
export async function redrive(
  items: readonly UnsettledItem[],
  books: Pick<UnsettledBooks, 'makeDue'>,
  api: Pick<BillingApi, 'post'>,
): Promise<Redriven[]> {
  const attemptIds = items.filter(({ kind }) => kind !== RECORD).map(({ id }) => id);
  const due = attemptIds.length > 0 ? await books.makeDue(attemptIds) : new Set<string>();
  const results: Redriven[] = [];
  const waiting = [...items.entries()];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [index, item] = next;
      results[index] = item.kind === RECORD ? await process(item, api) : dueOf(item, due);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return results;
}

function dueOf({ id }: UnsettledItem, due: ReadonlySet<string>): Redriven {
  return due.has(id)
    ? { id, accepted: true, result: 'due now' }
    : { id, accepted: false, result: 'settled meanwhile, or tried just now' };
}

/** The key names the state that was seen: however often the command is run, this state is decided once. */
async function process({ id, changedAt }: UnsettledItem, api: Pick<BillingApi, 'post'>): Promise<Redriven> {
  const key = `unsettled:${id}:${changedAt}`;
  try {
    const { status, body } = await api.post('/api/v1/billing/process', { billing_id: id }, key);
    if (status === 200) return { id, accepted: true, result: statusOf(body) };
    return { id, accepted: false, result: explain(status, body) };
  } catch (error) {
    // No answer, or 202 again and again: the record goes on by itself, or is here again at the next look.
    if (error instanceof ApiError) return { id, accepted: false, result: error.message };
    throw error;
  }
}

function statusOf(body: unknown): string {
  const isRecord = typeof body === 'object' && body !== null && 'billing_status' in body;
  return isRecord ? String(body.billing_status) : 'processed';
}
