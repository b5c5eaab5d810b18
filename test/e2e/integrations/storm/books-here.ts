import type { Books } from '../../../support/books.js';

export interface RecordRow {
  readonly billing_id: string;
  readonly request_id: string;
  readonly billing_status: string;
  readonly billing_method: string | null;
  readonly total_amount: string;
  readonly failure_reason: string | null;
}

export interface AttemptRow {
  readonly attempt_id: string;
  readonly billing_id: string;
  readonly kind: 'wallet' | 'credits' | 'payment';
  readonly state: string;
  readonly amount: string;
  readonly currency: string;
}

/** What the service has written down of charges. */
export interface BooksHere {
  readonly records: readonly RecordRow[];
  /** Of charges; decisions move nothing. */
  readonly attempts: readonly AttemptRow[];
}

export async function readBooks({ query, schema }: Books): Promise<BooksHere> {
  const records = await query<RecordRow>(
    `SELECT billing_id, request_id, billing_status, billing_method, total_amount::text, failure_reason
       FROM ${schema}.billing_records`,
  );
  const attempts = await query<AttemptRow>(
    `SELECT attempt_id, billing_id, kind, state, amount::text, currency
       FROM ${schema}.settlement_attempts WHERE kind IN ('wallet', 'credits', 'payment')`,
  );
  return { records, attempts };
}

/** How many attempts and records are still on their way. */
export async function unsettledOf({ query, schema }: Books): Promise<number> {
  const [row] = await query<{ count: string }>(
    `SELECT (SELECT count(*) FROM ${schema}.settlement_attempts WHERE state IN ('created', 'unknown'))
          + (SELECT count(*) FROM ${schema}.billing_records WHERE billing_status IN ('pending', 'processing'))
         AS count`,
  );
  return Number(row?.count);
}
