import type pg from 'pg';

/** What a schema holds after the run. */
export interface ChargeCount {
  readonly schema: string;
  readonly records: number;
  readonly postings: number;
  readonly keys: number;
  readonly events: number;
  readonly quotaUsed: string;
  readonly charged: string;
}

/**
 * Counts what the charges left behind, and refuses figures of a run in which they did not all leave the same: a fast
 * charge that forgets a row is no charge.
 */
export async function countCharges(client: pg.Client, schemas: readonly string[]): Promise<ChargeCount[]> {
  const counts: ChargeCount[] = [];
  for (const schema of schemas) {
    const { rows } = await client.query<{ counts: Omit<ChargeCount, 'schema'> }>(`
      SELECT json_build_object(
        'records', (SELECT count(*) FROM ${schema}.billing_records WHERE billing_status = 'completed'),
        'postings', (SELECT count(*) FROM ${schema}.postings WHERE operation = 'charge'),
        'keys', (SELECT count(*) FROM ${schema}.idempotency_keys WHERE operation = 'charge'),
        'events', (SELECT count(*) FROM ${schema}.billing_events),
        'quotaUsed', (SELECT sum(quota_used)::text FROM ${schema}.billing_quotas),
        'charged', (SELECT sum(charged)::text FROM ${schema}.usage_rollups)) AS counts`);
    const count = { schema, ...(rows[0]?.counts as Omit<ChargeCount, 'schema'>) };
    if (new Set([count.records, count.postings, count.keys, count.events]).size > 1) {
      throw new Error(`charges left unequal traces: ${JSON.stringify(count)}`);
    }
    counts.push(count);
  }
  return counts;
}
