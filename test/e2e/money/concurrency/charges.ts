import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@jest/globals';
import type { ApiAnswer, ApiClient } from '../../../support/api/api-client.js';

export const SERVICE_TYPE = 'model_inference';

/** How often a client comes again that is told to wait. */
const MOST_TRIES = 200;
const PAUSE_MS = 50;

export type Method = 'wallet_deduction' | 'credit_consumption' | 'payment_charge';

/** What one call of `usage/record` asks for. */
export interface ChargeRequest {
  readonly userId: string;
  readonly productId: string;
  readonly amount: string;
  readonly method: Method;
  /** Sent as Idempotency-Key and as `request_id`, so that the record shows it. */
  readonly key: string;
}

/** Who pays outside may take longer than an answer may wait: the same key again says what came of it. */
export async function charge(
  api: ApiClient,
  { userId, productId, amount, method, key }: ChargeRequest,
): Promise<ApiAnswer> {
  const usage = {
    user_id: userId,
    product_id: productId,
    service_type: SERVICE_TYPE,
    usage_amount: amount,
    billing_method: method,
    request_id: key,
  };
  let answer = await api.post('/api/v1/usage/record', usage, key);
  for (let tries = 1; answer.status === 202 && tries < MOST_TRIES; tries += 1) {
    await sleep(PAUSE_MS);
    answer = await api.post('/api/v1/usage/record', usage, key);
  }
  return answer;
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
