import pg from 'pg';
import { decimal } from '../../src/domain/decimal.js';
import { transactionIdOf } from '../../src/domain/ledger.js';
import {
  CHARGE_AMOUNT,
  CURRENCY,
  METHOD,
  PRODUCT_ID,
  SERVICE_TYPE,
  USAGE_AMOUNT,
  USAGE_DETAILS,
  type ChargeOrder,
} from '../workload/charge.js';
import { ORGANIZATION_QUOTA } from '../workload/payers.js';
import type { Contender, EventNumbering, TextbookSpec } from './contender.js';
import { draftOf, recordValues, type Draft, type FailureReason } from './record-draft.js';
import { rivalStatements, type RivalStatements } from './rival-statements.js';

/** Of no importance here but its size. */
const FINGERPRINT = Buffer.alloc(32, 7);

/**
 * What a careful engineer writes first: one transaction a request, its statements one by one, prepared, over a pool.
 * It reads and writes what a charge of the service reads and writes, with the same guarantees (with `sequence`: all
 * but gap-free events).
 */
export class TextbookRival implements Contender {
  /** Statements sent so far, BEGIN and COMMIT among them. */
  statements = 0;
  private readonly pool: pg.Pool;
  private readonly sql: RivalStatements;
  private readonly numbering: EventNumbering;

  constructor({ connectionString, schema, poolSize, numbering }: TextbookSpec) {
    this.pool = new pg.Pool({ connectionString, max: poolSize, idleTimeoutMillis: 0 });
    this.sql = rivalStatements(schema);
    this.numbering = numbering;
  }

  async charge(order: ChargeOrder): Promise<void> {
    const failure = await this.inTransaction(draftOf(order));
    if ((failure === null) !== (order.expected === 'completed'))
      throw new Error(`the charge ended ${failure}`);
  }

  close(): Promise<void> {
    return this.pool.end();
  }

  private async inTransaction(draft: Draft): Promise<FailureReason> {
    const client = await this.pool.connect();
    try {
      const transaction = new Transaction(client, this.sql, this.numbering, draft);
      await client.query('BEGIN');
      const failure = await transaction.run();
      await client.query('COMMIT');
      this.statements += transaction.statements + 2;
      client.release();
      return failure;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }
}

/** One charge, from its account's lock to its event. */
class Transaction {
  statements = 0;

  constructor(
    private readonly client: pg.PoolClient,
    private readonly sql: RivalStatements,
    private readonly numbering: EventNumbering,
    private readonly draft: Draft,
  ) {}

  /** Why the usage was refused, which is recorded too; null when it was charged. */
  async run(): Promise<FailureReason> {
    const { payer, key } = this.draft;
    await this.send('lockAccount', [payer.cell, payer.accountId]);
    const earlier = await this.send('findKey', [payer.cell, payer.accountId, key]);
    if (earlier.rowCount) return null;
    const failure = await this.findRefusal();
    await this.send('insertRecord', recordValues(this.draft, failure));
    const balance = failure === null ? await this.pay() : await this.countRefusal();
    await this.sumUp(failure);
    await this.keepAnswer(failure, balance);
    await this.tell(failure);
    return failure;
  }

  /** Reads what may stand against the charge; takes the quotas on the way. */
  private async findRefusal(): Promise<FailureReason> {
    const { payer, organizationId, now } = this.draft;
    const { rows } = await this.send('readBalance', [payer.cell, payer.accountId, CURRENCY]);
    if (decimal(String(rows[0]?.['available'] ?? '0')).lt(decimal(CHARGE_AMOUNT)))
      return 'insufficient_wallet_balance';
    const quotas = [payer, ...(organizationId === null ? [] : [ORGANIZATION_QUOTA])];
    for (const { cell, quotaId } of quotas) {
      const taken = await this.send('consumeQuota', [cell, quotaId, USAGE_AMOUNT, now]);
      if (!taken.rowCount) return 'quota_exceeded';
    }
    return null;
  }

  /** Answers the balance after. */
  private async pay(): Promise<string> {
    const { payer, billingId, postingId, now } = this.draft;
    const owner = [payer.cell, payer.accountId];
    const debit = await this.send('debitBalance', [...owner, CURRENCY, CHARGE_AMOUNT, now]);
    const balance = String(debit.rows[0]?.['available']);
    await this.send('insertPosting', [...owner, postingId, CURRENCY, CHARGE_AMOUNT, billingId, balance, now]);
    return balance;
  }

  private async countRefusal(): Promise<string> {
    const { payer, now } = this.draft;
    await this.send('countRefusal', [payer.cell, payer.accountId, now]);
    return '0';
  }

  private async sumUp(failure: FailureReason): Promise<void> {
    const { payer, organizationId, now } = this.draft;
    const hour = new Date(now.getTime() - (now.getTime() % 3_600_000));
    await this.send('upsertRollup', [
      ...[payer.cell, payer.accountId, hour, payer.userId, organizationId ?? ''],
      ...[PRODUCT_ID, SERVICE_TYPE, USAGE_DETAILS.model, METHOD, statusOf(failure), CURRENCY, USAGE_AMOUNT],
      ...(failure === null ? [CHARGE_AMOUNT, '0'] : ['0', CHARGE_AMOUNT]),
    ]);
  }

  private async keepAnswer(failure: FailureReason, walletBalance: string): Promise<void> {
    const { payer, key, billingId, postingId, now } = this.draft;
    const outcome = {
      kind: 'charge',
      billingId,
      status: statusOf(failure),
      amount: failure === null ? CHARGE_AMOUNT : '0',
      currency: CURRENCY,
      method: METHOD,
      walletBalance,
      creditBalance: '0',
      walletTransactionId: failure === null ? transactionIdOf(postingId) : null,
      paymentTransactionId: null,
      attemptId: null,
      quotaWarnings: [],
      refusal: failure,
    };
    const values = [payer.cell, payer.accountId, key, FINGERPRINT, JSON.stringify(outcome), billingId, now];
    await this.send('insertKey', values);
  }

  private async tell(failure: FailureReason): Promise<void> {
    const { payer, billingId, now } = this.draft;
    const payload = JSON.stringify({
      from: null,
      to: statusOf(failure),
      amount: CHARGE_AMOUNT,
      currency: CURRENCY,
      billing_method: METHOD,
      ...(failure === null ? {} : { reason: failure }),
    });
    const type = failure === null ? 'billing_processed' : 'billing_failed';
    const values = [payer.cell, payer.accountId, billingId, type, payload, now];
    if (this.numbering === 'sequence') {
      await this.send('insertEvent', values);
      return;
    }
    // Last, because the counter's row is locked from here to the commit.
    const { rows } = await this.send('nextSeq', [payer.cell]);
    await this.send('insertNumberedEvent', [...values, rows[0]?.['seq']]);
  }

  private send(name: keyof RivalStatements, values: unknown[]): Promise<pg.QueryResult<pg.QueryResultRow>> {
    this.statements += 1;
    return this.client.query({ ...this.sql[name], values });
  }
}

function statusOf(failure: FailureReason): 'completed' | 'failed' {
  return failure === null ? 'completed' : 'failed';
}
