import { expect } from '@jest/globals';
import type { ApiAnswer, ApiClient } from '../../support/api-client.js';

export const SERVICE_TYPE = 'model_inference';

/** What one call of `usage/record` asks for. */
export interface ChargeRequest {
  readonly userId: string;
  readonly productId: string;
  readonly amount: string;
  /** Sent as Idempotency-Key and as `request_id`, so that the record shows it. */
  readonly key: string;
}

export function charge(
  api: ApiClient,
  { userId, productId, amount, key }: ChargeRequest,
): Promise<ApiAnswer> {
  const usage = {
    user_id: userId,
    product_id: productId,
    service_type: SERVICE_TYPE,
    usage_amount: amount,
    billing_method: 'wallet_deduction',
    request_id: key,
  };
  return api.post('/api/v1/usage/record', usage, key);
}

export function isReplayed(answer: ApiAnswer): boolean {
  return answer.headers.get('idempotency-replayed') === 'true';
}

/** How many answers have each status. */
export function countByStatus(answers: readonly ApiAnswer[]): Record<number, number> {
  const counts: Record<number, number> = {};
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

/** A billing record as far as these suites look at it. */
export interface RecordView {
  readonly billing_id: string;
  readonly request_id: string | null;
  readonly billing_status: string;
  readonly total_amount: string;
}

/** All records of a user, page by page. */
export async function recordsOf(api: ApiClient, userId: string): Promise<RecordView[]> {
  const records: RecordView[] = [];
  let cursor: unknown = null;
  do {
    const after = typeof cursor === 'string' ? `&cursor=${encodeURIComponent(cursor)}` : '';
    const page = await api.get(`/api/v1/billing/records/user/${userId}?limit=500${after}`);
    expect(page.status).toBe(200);
    records.push(...(page.body['records'] as RecordView[]));
    cursor = page.body['next_cursor'];
  } while (typeof cursor === 'string');
  return records;
}
