import pg from 'pg';
import { decimal } from '../src/domain/decimal.js';
import { transactionIdOf } from '../src/domain/ledger.js';
import { newId, uuidV7Hex } from '../src/engine/ids.js';
import {
  CURRENCY,
  PRODUCT_ID,
  SERVICE_TYPE,
  UNIT_PRICE,
  USAGE_AMOUNT,
  USAGE_DETAILS,
  type Contender,
} from './contender.js';
import { rivalStatements, type RivalStatements } from './rival-statements.js';
import type { Account } from './seed.js';

const POOL_SIZE = 10;
const AMOUNT = decimal(UNIT_PRICE).times(decimal(USAGE_AMOUNT)).toFixed();

/** `gapless`: numbered like the service's events, by a counter row. `sequence`: as most would, with gaps allowed. */
export type EventNumbering = 'gapless' | 'sequence';

/**
 * What a careful engineer writes first: one transaction a request, its statements one by one, prepared, over a pool
 * of ten connections. It reads and writes what a charge of the service reads and writes, with the same guarantees
 * (with `sequence`: all but gap-free events).
 */
export class TextbookRival implements Contender {
  readonly name: string;
  readonly note: string;
  private readonly pool: pg.Pool;
  private readonly sql: RivalStatements;
  private readonly accounts: ReadonlyMap<string, Account>;

  constructor(
    connectionString: string,
    schema: string,
    accounts: readonly Account[],
    private readonly numbering: EventNumbering,
  ) {
    this.pool = new pg.Pool({ connectionString, max: POOL_SIZE });
    this.sql = rivalStatements(schema);
    this.accounts = new Map(accounts.map((account) => [account.userId, account]));
    this.name = `textbook, ${numbering} events`;
    this.note = `${numbering === 'gapless' ? 13 : 12} statements in one transaction a request, pool of ${POOL_SIZE}`;
  }

  async charge(userId: string, key: string): Promise<void> {
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await this.chargeIn(client, this.draft(userId, key));
      await client.query('COMMIT');
      client.release();
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private draft(userId: string, key: string): Draft {
    const account = this.accounts.get(userId) as Account;
    const now = new Date();
    const billingId = newId('record', account.cell, now.getTime());
    return { ...account, key, now, billingId, postingId: uuidV7Hex(account.cell, now.getTime()) };
  }

  private async chargeIn(client: pg.PoolClient, draft: Draft): Promise<void> {
    const { cell, accountId, key } = draft;
    await client.query(this.sql.lockAccount, [cell, accountId]);
    const earlier = await client.query(this.sql.findKey, [cell, accountId, key]);
    if (earlier.rowCount) return;
    await this.refuse(client, draft);
    await this.book(client, draft);
    await this.insertEvent(client, draft);
  }

  /** Reads what may stand against the charge; takes the quota on the way. */
  private async refuse(client: pg.PoolClient, { cell, accountId, quotaId, now }: Draft): Promise<void> {
    const { rows } = await client.query<Balance>(this.sql.readBalance, [cell, accountId, CURRENCY]);
    if (decimal(rows[0]?.available ?? '0').lt(decimal(AMOUNT))) throw new Error('insufficient balance');
    const quota = await client.query(this.sql.consumeQuota, [cell, quotaId, USAGE_AMOUNT, now]);
    if (!quota.rowCount) throw new Error('quota exceeded');
  }

  private async book(client: pg.PoolClient, draft: Draft): Promise<void> {
    const { cell, accountId, userId, billingId, postingId, key, now } = draft;
    const what = [PRODUCT_ID, SERVICE_TYPE, USAGE_DETAILS.model];
    const details = [JSON.stringify(USAGE_DETAILS), JSON.stringify(CHARGE_LINES), transactionIdOf(postingId)];
    const cost = [USAGE_AMOUNT, UNIT_PRICE, AMOUNT, CURRENCY];
    const { sql } = this;
    await client.query(sql.insertRecord, [
      cell,
      billingId,
      accountId,
      userId,
      ...what,
      ...cost,
      now,
      ...details,
    ]);
    const debit = await client.query<Balance>(sql.debitBalance, [cell, accountId, CURRENCY, AMOUNT, now]);
    const balance = debit.rows[0]?.available;
    const posting = [postingId, CURRENCY, AMOUNT, billingId, balance, now];
    await client.query(sql.insertPosting, [cell, accountId, ...posting]);
    const measures = [CURRENCY, USAGE_AMOUNT, AMOUNT];
    await client.query(sql.upsertRollup, [cell, accountId, hourOf(now), userId, ...what, ...measures]);
    const outcome = JSON.stringify({ billing_id: billingId, amount: AMOUNT, balance });
    await client.query(sql.insertKey, [cell, accountId, key, FINGERPRINT, outcome, billingId, now]);
  }

  private async insertEvent(
    client: pg.PoolClient,
    { cell, accountId, billingId, now }: Draft,
  ): Promise<void> {
    const payload = JSON.stringify({ to: 'completed', amount: AMOUNT, currency: CURRENCY });
    const values = [cell, accountId, billingId, payload, now];
    if (this.numbering === 'sequence') {
      await client.query(this.sql.insertEvent, values);
      return;
    }
    // Last, because the counter's row is locked from here to the commit.
    const { rows } = await client.query<{ seq: string }>(this.sql.nextSeq, [cell]);
    await client.query(this.sql.insertNumberedEvent, [...values, rows[0]?.seq]);
  }
}

/** One charge under way. */
interface Draft extends Account {
  readonly key: string;
  readonly now: Date;
  readonly billingId: string;
  readonly postingId: string;
}

interface Balance {
  readonly available: string;
}

/** Of no importance here but its size. */
const FINGERPRINT = Buffer.alloc(32, 7);

const CHARGE_LINES = [
  { dimension: 'usage', quantity: USAGE_AMOUNT, unit_price: UNIT_PRICE, amount: AMOUNT, kind: 'priced' },
];

function hourOf(now: Date): Date {
  return new Date(now.getTime() - (now.getTime() % 3_600_000));
}
