import type { Law } from '../law.js';

const KEY = `cell, account_id, hour, user_id, organization_id, agent_id, product_id, service_type, model,
             billing_method, billing_status, currency`;
const MEASURES = ['record_count', 'quantity', 'charged', 'refunded', 'cost_failed', 'cost_pending'] as const;

/** A record's part of the key; absent parts are ''. */
const RECORD_KEY = `user_id, coalesce(organization_id, '') AS organization_id, coalesce(agent_id, '') AS agent_id,
             product_id, service_type, coalesce(model, '') AS model, coalesce(billing_method, '') AS billing_method`;

/** Refunds count in the hour in which they were made; everything else of a record in the hour of its usage. */
export const ROLLUPS: Law = {
  name: 'rollups',
  sentence: 'Roll-ups are the sums of the records and of the refunds posted',
  rows: 'roll-ups',
  slicing: 'hours',
  from: (s) => `
    (SELECT ${KEY}, ${MEASURES.map((m) => `sum(${m}) AS ${m}, sum(summed_${m}) AS summed_${m}`).join(', ')}
       FROM (SELECT ${KEY}, ${MEASURES.join(', ')}, ${MEASURES.map((m) => `0 AS summed_${m}`).join(', ')}
               FROM (SELECT *, usage_hour AS hour FROM ${s}.usage_rollups
                      WHERE cell = ANY ($1::int[]) AND usage_hour >= $2::timestamptz AND usage_hour < $3::timestamptz) u
              UNION ALL
             SELECT ${KEY}, 0, 0, 0, 0, 0, 0, count(*), sum(usage_amount),
                    coalesce(sum(total_amount) FILTER (WHERE billing_status IN ('completed', 'refunded')), 0), 0,
                    coalesce(sum(total_amount) FILTER (WHERE billing_status = 'failed'), 0),
                    coalesce(sum(total_amount) FILTER (WHERE billing_status IN ('pending', 'processing')), 0)
               FROM (SELECT cell, account_id, date_trunc('hour', usage_timestamp) AS hour, ${RECORD_KEY},
                            billing_status, coalesce(currency, '') AS currency, usage_amount, total_amount
                       FROM ${s}.billing_records
                      WHERE cell = ANY ($1::int[])
                        AND usage_timestamp >= $2::timestamptz AND usage_timestamp < $3::timestamptz) r
              GROUP BY ${KEY}
              UNION ALL
             SELECT p.cell, r.account_id, date_trunc('hour', p.created_at), ${columnsOf('r')},
                    'refunded', p.currency, 0, 0, 0, 0, 0, 0, 0, 0, 0, p.amount, 0, 0
               FROM ${s}.postings p
              CROSS JOIN LATERAL (
                    SELECT account_id, ${RECORD_KEY} FROM ${s}.billing_records
                     WHERE cell = p.cell AND billing_id = p.billing_id LIMIT 1) r
              WHERE p.operation = 'refund' AND p.cell = ANY ($1::int[])
                AND p.created_at >= $2::timestamptz AND p.created_at < $3::timestamptz) b
      GROUP BY ${KEY}) u`,
  row: `concat_ws(' · ', 'cell ' || cell, to_char(hour, 'YYYY-MM-DD"T"HH24:MI"Z"'), 'user ' || user_id,
                  'organization ' || nullif(organization_id, ''), 'agent ' || nullif(agent_id, ''), product_id,
                  service_type, nullif(model, ''), nullif(billing_method, ''), billing_status, nullif(currency, ''))`,
  account: 'account_id',
  aspects: MEASURES.map((measure) => ({
    what: measure,
    expected: `summed_${measure}::numeric`,
    found: `${measure}::numeric`,
  })),
};

function columnsOf(alias: string): string {
  return ['user_id', 'organization_id', 'agent_id', 'product_id', 'service_type', 'model', 'billing_method']
    .map((column) => `${alias}.${column}`)
    .join(', ');
}
