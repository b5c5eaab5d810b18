import type { Queryable } from '../../database/queryable.js';
import { decimal, formatQuantity } from '../../domain/decimal.js';
import { fromMinorUnits } from '../../domain/payers/minor-units.js';
import type { UnsettledOptions } from './options.js';
import { DISPUTE, type UnsettledItem } from './unsettled-item.js';

/** A dispute that Stripe has said this of is over. */
const CLOSED = ['won', 'lost', 'warning_closed', 'prevented'];

type Filters = Pick<UnsettledOptions, 'account' | 'olderThanMs' | 'limit' | 'ids'>;

/**
 * Disputes of card payments that are not over, by what Stripe has told of them: its events come in any order, so that
 * the newest by Stripe's own clock counts, and one that says that it is over counts most. Oldest first.
 *
 * Records have no index by their payment: they are looked through where there is a dispute, and only then.
 */
export async function openDisputes(
  connection: Queryable,
  schema: string,
  { account, olderThanMs, limit, ids }: Filters,
): Promise<UnsettledItem[]> {
  const disputes = await connection.query<DisputeRow>(
    `SELECT * FROM (
       SELECT DISTINCT ON (d.id) d.*
         FROM (SELECT payload #>> '{data,object,id}' AS id, payload #>> '{data,object,status}' AS status,
                      payload #>> '{data,object,payment_intent}' AS payment_id,
                      payload #>> '{data,object,amount}' AS minor_units,
                      upper(payload #>> '{data,object,currency}') AS currency,
                      payload #>> '{data,object,reason}' AS reason,
                      to_timestamp((payload #>> '{data,object,evidence_details,due_by}')::bigint) AS due_by,
                      to_timestamp((payload #>> '{data,object,created}')::bigint) AS disputed_at,
                      (payload ->> 'created')::bigint AS told_at, received_at
                 FROM ${schema}.stripe_events WHERE type LIKE 'charge.dispute.%') d
        ORDER BY d.id, d.status = ANY ($1::text[]) DESC, d.told_at DESC NULLS LAST, d.received_at DESC) latest
      WHERE status <> ALL ($1::text[])
        AND disputed_at <= now() - $2 * interval '1 millisecond'
      ORDER BY disputed_at, id LIMIT $3`,
    [CLOSED, olderThanMs, MOST],
  );
  if (disputes.length === 0) return [];
  const records = await connection.query<RecordRow>(
    `SELECT payment_transaction_id AS payment_id, billing_id, account_id FROM ${schema}.billing_records
      WHERE payment_transaction_id = ANY ($1::text[]) ORDER BY billing_id`,
    [disputes.map(({ payment_id }) => payment_id)],
  );
  const byPayment = new Map(records.map((record) => [record.payment_id, record]));
  return disputes
    .map((dispute) => itemOf(dispute, byPayment.get(dispute.payment_id) ?? null))
    .filter((item) => account === null || item.account === account)
    .filter(({ id, billingId }) => ids.length === 0 || ids.includes(id) || ids.includes(billingId ?? ''))
    .slice(0, limit);
}

/** Disputes that are looked at. */
const MOST = 10_000;

interface DisputeRow {
  readonly id: string;
  readonly status: string;
  readonly payment_id: string;
  readonly minor_units: string;
  readonly currency: string;
  readonly reason: string;
  readonly due_by: Date | null;
  readonly disputed_at: Date;
  readonly received_at: Date;
}

interface RecordRow {
  readonly payment_id: string;
  readonly billing_id: string;
  readonly account_id: string;
}

function itemOf(dispute: DisputeRow, record: RecordRow | null): UnsettledItem {
  const { id, status, payment_id, minor_units, currency, reason, due_by, disputed_at, received_at } = dispute;
  const until = due_by === null ? '' : `, to be answered by ${due_by.toISOString()}`;
  return {
    id,
    kind: DISPUTE,
    state: status,
    billingId: record?.billing_id ?? null,
    account: record?.account_id ?? '',
    amount: formatQuantity(fromMinorUnits(decimal(minor_units), currency)),
    currency,
    ageMs: Date.now() - disputed_at.getTime(),
    checks: 0,
    reason: `${reason}: payment ${payment_id}${until}`,
    changedAt: received_at.toISOString(),
  };
}
