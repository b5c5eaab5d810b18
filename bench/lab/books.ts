import type pg from 'pg';
import { CHARGE_AMOUNT, type ExpectedOutcome } from '../workload/charge.js';

/** What a schema holds after all charges. */
export interface SchemaCount {
  /** Of usage that was charged and usage whose refusal was kept. */
  readonly completed: number;
  readonly failed: number;
  readonly postings: number;
  readonly keys: number;
  readonly events: number;
  /** What the roll-ups count, and how many charges their sum and the money missing in the wallets are. */
  readonly rolledUp: number;
  readonly chargesRolledUp: number;
  readonly chargesPaid: number;
}

/** What its contenders say they did in a schema, and what is there. */
export interface CheckedSchema extends SchemaCount {
  readonly schema: string;
  readonly answered: number;
  /** On average, of some: what a limit or a rival writes must not be smaller than what the service writes. */
  readonly recordBytes: number;
}

/**
 * `service`: every charge leaves record, posting, key and event. `rival`: the same, in its own way (event numbers).
 * `records`: contenders that write nothing else. `nothing`: no charges are made there.
 */
export type Keeping = 'service' | 'rival' | 'records' | 'nothing';

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

  /** Schemas that the service itself has written. */
  get written(): string[] {
    return [...this.accounts].filter(([, { keeping }]) => keeping === 'service').map(([schema]) => schema);
  }

  /** Counts all schemas. */
  async check(admin: pg.Client): Promise<CheckedSchema[]> {
    const checked: CheckedSchema[] = [];
    for (const [schema, account] of this.accounts) checked.push(await checkSchema(admin, schema, account));
    return checked;
  }
}

async function checkSchema(admin: pg.Client, schema: string, account: Account): Promise<CheckedSchema> {
  type Counts = SchemaCount & Pick<CheckedSchema, 'recordBytes'>;
  const { rows } = await admin.query<{ counts: Counts }>(countsOf(schema));
  const { recordBytes, ...found } = rows[0]!.counts;
  const expected = expectedOf(account);
  const wrong = (Object.keys(expected) as (keyof SchemaCount)[]).filter(
    (what) => found[what] !== expected[what],
  );
  if (wrong.length > 0) {
    throw new Error(
      `charges in ${schema} left other traces than they should (${wrong.join(', ')}): ${JSON.stringify({ found, expected })}`,
    );
  }
  return { schema, answered: account.completed + account.failed, recordBytes, ...found };
}

function expectedOf({ keeping, completed, failed }: Account): SchemaCount {
  const writesAll = keeping !== 'records';
  const all = writesAll ? completed + failed : 0;
  const paid = writesAll ? completed : 0;
  return {
    ...{ completed, failed, postings: paid, keys: all, events: all },
    ...{ rolledUp: all, chargesRolledUp: paid, chargesPaid: paid },
  };
}

function countsOf(schema: string): string {
  return `
    SELECT json_build_object(
      'completed', (SELECT count(*) FROM ${schema}.billing_records WHERE billing_status = 'completed'),
      'failed', (SELECT count(*) FROM ${schema}.billing_records WHERE billing_status = 'failed'),
      'postings', (SELECT count(*) FROM ${schema}.postings WHERE operation = 'charge'),
      'keys', (SELECT count(*) FROM ${schema}.idempotency_keys WHERE operation = 'charge'),
      'events', (SELECT count(*) FROM ${schema}.billing_events),
      'rolledUp', (SELECT coalesce(sum(record_count), 0) FROM ${schema}.usage_rollups),
      'chargesRolledUp', (SELECT trim_scale(coalesce(sum(charged), 0) / ${CHARGE_AMOUNT}) FROM ${schema}.usage_rollups),
      'chargesPaid', (SELECT trim_scale((d.amount - b.amount) / ${CHARGE_AMOUNT})
                        FROM (SELECT sum(amount) AS amount FROM ${schema}.postings WHERE operation = 'deposit') d,
                             (SELECT sum(available) AS amount FROM ${schema}.balances) b),
      'recordBytes', (SELECT coalesce(round(avg(pg_column_size(r.*))), 0)
                        FROM (SELECT * FROM ${schema}.billing_records LIMIT 1000) r)) AS counts`;
}
