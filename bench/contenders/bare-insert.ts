import pg from 'pg';
import type { ChargeOrder } from '../workload/charge.js';
import type { BareInsertSpec, Contender } from './contender.js';
import { draftOf, INSERT_RECORD, recordValues, type FailureReason } from './record-draft.js';

const FAILURES = {
  completed: null,
  'no money': 'insufficient_wallet_balance',
  'over quota': 'quota_exceeded',
} as const satisfies Record<string, FailureReason>;

/**
 * The limit, not a rival: the record's row alone, with its real indexes, inserted and committed by one prepared
 * statement of plain node-postgres. It checks nothing and keeps no books: no key, balance, quota, posting or event.
 */
export class BareInsert implements Contender {
  statements = 0;
  private readonly pool: pg.Pool;
  private readonly insert: { readonly name: string; readonly text: string };

  constructor({ connectionString, schema, poolSize }: BareInsertSpec) {
    this.pool = new pg.Pool({ connectionString, max: poolSize, idleTimeoutMillis: 0 });
    this.insert = { name: 'record', text: INSERT_RECORD.replaceAll('{schema}', schema) };
  }

  async charge(order: ChargeOrder): Promise<void> {
    const values = recordValues(draftOf(order), FAILURES[order.expected]);
    this.statements += 1;
    await this.pool.query({ ...this.insert, values });
  }

  close(): Promise<void> {
    return this.pool.end();
  }
}
