import type { Books } from '../../../../support/database/books.js';

export interface RecordRow {
  readonly billing_id: string;
  readonly account_id: string;
  readonly request_id: string;
  readonly billing_status: string;
  readonly billing_method: string | null;
  readonly total_amount: string;
  readonly refunded_amount: string;
  readonly currency: string;
  readonly failure_reason: string | null;
  readonly transaction_id: string | null;
}

export type ChargeKind = 'wallet' | 'credits' | 'payment';

export interface AttemptRow {
  readonly attempt_id: string;
  readonly account_id: string;
  readonly billing_id: string;
  readonly kind: ChargeKind | `${ChargeKind}_refund`;
  readonly state: string;
  readonly amount: string;
  readonly currency: string;
  /** By how much its amount differs from what the record is about. */
  readonly left_over: string;
}

/** Value that was taken here, or that came back here because it found no way back outside. */
export interface PostingRow {
  readonly billing_id: string;
  readonly amount: string;
  /** Of a refund: its attempt. */
  readonly reference_id: string | null;
}

export interface CarriedRow {
  readonly account_id: string;
  readonly billing_method: string;
  readonly currency: string;
  readonly amount: string;
}

/** What the service has written down. */
export interface BooksHere {
  readonly records: readonly RecordRow[];
  /** That move value outside; decisions move nothing. */
  readonly attempts: readonly AttemptRow[];
  readonly attemptsById: ReadonlyMap<string, AttemptRow>;
  /** Charges that money here has paid. */
  readonly paidHere: readonly PostingRow[];
  /** Refunds that became credits here. */
  readonly credited: readonly PostingRow[];
  readonly carried: readonly CarriedRow[];
}

export async function readBooks({ query, schema }: Books): Promise<BooksHere> {
  const attempts = await query<AttemptRow>(
    `SELECT attempt_id, account_id, billing_id, kind, state, amount::text, currency,
            coalesce(details ->> 'left_over', '0') AS left_over
       FROM ${schema}.settlement_attempts WHERE kind NOT IN ('decision', 'transfer')`,
  );
  return {
    attempts,
    attemptsById: new Map(attempts.map((attempt) => [attempt.attempt_id, attempt])),
    records: await query(
      `SELECT billing_id, account_id, request_id, billing_status, billing_method, total_amount::text,
              refunded_amount::text, currency, failure_reason,
              coalesce(wallet_transaction_id, payment_transaction_id) AS transaction_id
         FROM ${schema}.billing_records`,
    ),
    paidHere: await query(
      `SELECT billing_id, amount::text, reference_id FROM ${schema}.postings
        WHERE source IN ('available', 'credits') AND destination = 'revenue'`,
    ),
    credited: await query(
      `SELECT billing_id, amount::text, reference_id FROM ${schema}.postings
        WHERE source = 'external' AND destination = 'credits'`,
    ),
    carried: await query(
      `SELECT account_id, billing_method, currency, amount::text FROM ${schema}.carried_amounts`,
    ),
  };
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
