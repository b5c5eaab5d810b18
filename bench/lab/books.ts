import type pg from 'pg';
import type { ExpectedOutcome } from '../workload/charge.js';

/** What a schema holds, and what its contenders say they did in it. */
export interface SchemaCount {
  readonly schema: string;
  /** Charges that were answered with success, and usage whose refusal was recorded. */
  readonly answered: { readonly completed: number; readonly failed: number };
  readonly completed: number;
  readonly failed: number;
  readonly postings: number;
  readonly keys: number;
  readonly events: number;
}

/**
 * `whole`: every charge leaves record, posting, key and event. `records`: contenders that write nothing else.
 * `nothing`: no charges are made there.
 */
export type Keeping = 'whole' | 'records' | 'nothing';

interface Account {
  readonly keeping: Keeping;
  completed: number;
  failed: number;
}

/**
 * Counts at the end what all charges have left behind, and refuses figures of a run in which an answered charge did
 * not leave exactly one of everything: a fast charge that forgets a row is no charge.
 */
export class Books {
  private readonly accounts = new Map<string, Account>();

  open(schema: string, keeping: Keeping): void {
    if (keeping === 'nothing') return;
    this.accounts.set(schema, { keeping, completed: 0, failed: 0 });
  }

  add(schema: string, expected: ExpectedOutcome, answered: number): void {
    const account = this.accounts.get(schema);
    if (account === undefined) throw new Error(`there are no books of schema ${schema}`);
    account[expected === 'completed' ? 'completed' : 'failed'] += answered;
  }

  /** Counts all schemas that are still there and takes them off the books. */
  async check(admin: pg.Client): Promise<SchemaCount[]> {
    const counts: SchemaCount[] = [];
    for (const schema of this.accounts.keys()) counts.push(await this.close(admin, schema));
    return counts;
  }

  /** Counts one schema, which may be dropped afterwards. */
  async close(admin: pg.Client, schema: string): Promise<SchemaCount> {
    const { keeping, completed, failed } = this.accounts.get(schema) as Account;
    const { rows } = await admin.query<{ counts: Omit<SchemaCount, 'schema' | 'answered'> }>(`
      SELECT json_build_object(
        'completed', (SELECT count(*) FROM ${schema}.billing_records WHERE billing_status = 'completed'),
        'failed', (SELECT count(*) FROM ${schema}.billing_records WHERE billing_status = 'failed'),
        'postings', (SELECT count(*) FROM ${schema}.postings WHERE operation = 'charge'),
        'keys', (SELECT count(*) FROM ${schema}.idempotency_keys WHERE operation = 'charge'),
        'events', (SELECT count(*) FROM ${schema}.billing_events)) AS counts`);
    const found = rows[0]?.counts as Omit<SchemaCount, 'schema' | 'answered'>;
    const count: SchemaCount = { schema, answered: { completed, failed }, ...found };
    const all = keeping === 'whole' ? completed + failed : 0;
    const expected: Partial<SchemaCount> = {
      completed,
      failed,
      postings: keeping === 'whole' ? completed : 0,
      keys: all,
      events: all,
    };
    const wrong = Object.entries(expected).filter(([what, n]) => count[what as keyof SchemaCount] !== n);
    if (wrong.length > 0) {
      throw new Error(`charges left other traces than they should: ${JSON.stringify({ count, expected })}`);
    }
    this.accounts.delete(schema);
    return count;
  }
}
