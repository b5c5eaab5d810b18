import type { Books } from '../../../../support/database/books.js';

export interface RecordRow {
  readonly request_id: string;
  readonly billing_id: string;
  readonly billing_status: string;
  readonly total_amount: string;
}

export interface PostingRow {
  readonly operation: string;
  readonly destination: string;
  readonly amount: string;
  readonly billing_id: string | null;
  readonly reference_id: string | null;
  readonly description: string | null;
}

/** What stands in the database, found without the service and without its idempotency keys. */
export class DatabaseRows {
  private constructor(
    private readonly records: ReadonlyMap<string, RecordRow[]>,
    private readonly postings: ReadonlyMap<string, PostingRow[]>,
    private readonly wallets: ReadonlyMap<string, number>,
  ) {}

  static async read(database: Books): Promise<DatabaseRows> {
    const { schema: s } = database;
    const records = await database.query<RecordRow>(
      `SELECT request_id, billing_id, billing_status, total_amount::text FROM ${s}.billing_records`,
    );
    const postings = await database.query<PostingRow>(
      `SELECT operation, destination, amount::text, billing_id, reference_id, description FROM ${s}.postings`,
    );
    const wallets = await database.query<{ account_id: string; count: number }>(
      `SELECT account_id, count(wallet_id)::int AS count FROM ${s}.balances GROUP BY account_id`,
    );
    return new DatabaseRows(
      grouped(records, ({ request_id }) => [request_id]),
      grouped(postings, ({ operation, destination, billing_id, reference_id, description }) => [
        `${operation} ${billing_id ?? ''}`,
        `${operation} named ${reference_id ?? description ?? ''}`,
        `${operation} described ${description ?? ''}`,
        `to ${destination} ${billing_id ?? ''}`,
      ]),
      new Map(wallets.map(({ account_id, count }) => [account_id, count])),
    );
  }

  recordsUnder(requestId: string): readonly RecordRow[] {
    return this.records.get(requestId) ?? [];
  }

  /** By the reference or the description that its command gave it. */
  movements(operation: string, name: string): readonly PostingRow[] {
    const key = operation.startsWith('transfer') ? 'described' : 'named';
    return this.postings.get(`${operation} ${key} ${name}`) ?? [];
  }

  refundsOf(billingId: string): readonly PostingRow[] {
    return this.postings.get(`refund ${billingId}`) ?? [];
  }

  paymentsOf(billingId: string): readonly PostingRow[] {
    return this.postings.get(`to revenue ${billingId}`) ?? [];
  }

  walletsOf(user: string): number {
    return this.wallets.get(`user:${user}`) ?? 0;
  }
}

function grouped<Row>(rows: readonly Row[], namesOf: (row: Row) => string[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    for (const name of namesOf(row)) {
      const group = groups.get(name);
      if (group) group.push(row);
      else groups.set(name, [row]);
    }
  }
  return groups;
}
