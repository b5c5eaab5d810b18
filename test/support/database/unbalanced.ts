import type { TestEngine } from '../engine/test-engine.js';

/** Balances that are not the sum of their postings, and cells whose events have gaps; asked of the tables alone. */
export async function unbalanced(t: TestEngine): Promise<unknown[]> {
  const s = t.database.schema;
  const wrong = await t.database.query(
    `SELECT b.account_id FROM ${s}.balances b
        WHERE b.available <> (SELECT coalesce(sum(CASE WHEN p.destination = 'available' THEN p.amount
                 WHEN p.source = 'available' THEN -p.amount ELSE 0 END), 0)
           FROM ${s}.postings p
          WHERE p.cell = b.cell AND p.account_id = b.account_id AND p.currency = b.currency)`,
  );
  const gaps = await t.database.query(
    `SELECT c.cell FROM ${s}.cells c
        WHERE c.seq <> (SELECT count(*) FROM ${s}.billing_events e WHERE e.cell = c.cell)
           OR c.seq <> (SELECT coalesce(max(seq), 0) FROM ${s}.billing_events e WHERE e.cell = c.cell)`,
  );
  return [...wrong, ...gaps];
}
