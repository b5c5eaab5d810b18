import pg from 'pg';
import { decimal } from '../src/domain/decimal.js';
import { newId, transactionIdOf, uuidV7Hex } from '../src/engine/ids.js';
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
  private readonly statements: RivalStatements;
  private readonly accounts: ReadonlyMap<string, Account>;

  constructor(
    connectionString: string,
    schema: string,
    accounts: readonly Account[],
    private readonly numbering: EventNumbering,
  ) {
    this.pool = new pg.Pool({ connectionString, max: POOL_SIZE });
    this.statements = rivalStatements(schema);
    this.accounts = new Map(accounts.map((account) => [account.userId, account]));
    this.name = `textbook, ${numbering} events`;
    this.note = `${numbering === 'gapless' ? 13 : 12} statements in one transaction a request, pool of ${POOL_SIZE}`;
  }

  async charge(userId: string, key: string): Promise<void> {
    const account = this.accounts.get(userId) as Account;
    const client = await this.pool.connect();
    try {
      await client.query('BEGIN');
      await this.chargeIn(client, account, userId, key);
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

  private async chargeIn(
    client: pg.PoolClient,
    account: Account,
    userId: string,
    key: string,
  ): Promise<void> {
    const sql = this.statements;
    const { cell, accountId } = account;
    const nowMs = Date.now();
    const now = new Date(nowMs);
    const billingId = newId('record', cell, nowMs);
    const postingId = uuidV7Hex(cell, nowMs);

    await client.query(sql.lockAccount, [cell, accountId]);
    const earlier = await client.query(sql.findKey, [cell, accountId, key]);
    if (earlier.rowCount) return;
    const { rows } = await client.query<{ available: string }>(sql.readBalance, [cell, accountId, CURRENCY]);
    if (decimal(rows[0]?.available ?? '0').lt(decimal(AMOUNT))) throw new Error('insufficient balance');
    const quota = await client.query(sql.consumeQuota, [cell, account.quotaId, USAGE_AMOUNT, now]);
    if (!quota.rowCount) throw new Error('quota exceeded');
    await client.query(sql.insertRecord, [
      ...[
        cell,
        billingId,
        accountId,
        userId,
        PRODUCT_ID,
        SERVICE_TYPE,
        USAGE_DETAILS.model,
        USAGE_AMOUNT,
        UNIT_PRICE,
      ],
      ...[
        AMOUNT,
        CURRENCY,
        now,
        JSON.stringify(USAGE_DETAILS),
        JSON.stringify(chargeLines()),
        transactionIdOf(postingId),
      ],
    ]);
    const debit = await client.query<{ available: string }>(sql.debitBalance, [
      cell,
      accountId,
      CURRENCY,
      AMOUNT,
      now,
    ]);
    const balance = debit.rows[0]?.available;
    await client.query(sql.insertPosting, [
      cell,
      accountId,
      postingId,
      CURRENCY,
      AMOUNT,
      billingId,
      balance,
      now,
    ]);
    await client.query(sql.upsertRollup, [
      ...[cell, accountId, hourOf(nowMs), userId, PRODUCT_ID, SERVICE_TYPE, USAGE_DETAILS.model, CURRENCY],
      ...[USAGE_AMOUNT, AMOUNT],
    ]);
    const outcome = { billing_id: billingId, amount: AMOUNT, balance };
    await client.query(sql.insertKey, [
      cell,
      accountId,
      key,
      fingerprint,
      JSON.stringify(outcome),
      billingId,
      now,
    ]);
    await this.insertEvent(client, account, billingId, now);
  }

  private async insertEvent(
    client: pg.PoolClient,
    account: Account,
    billingId: string,
    now: Date,
  ): Promise<void> {
    const payload = JSON.stringify({ to: 'completed', amount: AMOUNT, currency: CURRENCY });
    const values = [account.cell, account.accountId, billingId, payload, now];
    if (this.numbering === 'sequence') {
      await client.query(this.statements.insertEvent, values);
      return;
    }
    // Last, because the counter's row is locked from here to the commit.
    const { rows } = await client.query<{ seq: string }>(this.statements.nextSeq, [account.cell]);
    await client.query(this.statements.insertNumberedEvent, [...values, rows[0]?.seq]);
  }
}

/** Of no importance here but its size. */
const fingerprint = Buffer.alloc(32, 7);

function chargeLines(): unknown[] {
  return [
    { dimension: 'usage', quantity: USAGE_AMOUNT, unit_price: UNIT_PRICE, amount: AMOUNT, kind: 'priced' },
  ];
}

function hourOf(nowMs: number): Date {
  return new Date(nowMs - (nowMs % 3_600_000));
}
