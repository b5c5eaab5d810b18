import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import type { AccountId } from '../../domain/commands.js';

/** Under which key an account's customer is asked for, and who it is once that is known. */
export interface CustomerClaim {
  readonly requestKey: string;
  readonly customerId: string | null;
  /** The key was first used longer ago than Stripe surely remembers it. */
  readonly isOld: boolean;
}

/** Stripe promises to remember a key for 24 hours. */
const KEY_LIFE_HOURS = 12;

/** Which of Stripe's customers an account is: one, whoever asks first. */
@Injectable()
export class StripeCustomerStore {
  constructor(private readonly database: Database) {}

  async find(accountId: AccountId): Promise<string | null> {
    const [row] = await this.database.query<{ customer_id: string | null }>(
      `SELECT customer_id FROM ${this.table} WHERE account_id = $1`,
      [accountId],
    );
    return row?.customer_id ?? null;
  }

  /** Keeps the first key that anybody comes with: all processes ask Stripe for one and the same customer. */
  async claim(accountId: AccountId): Promise<CustomerClaim> {
    await this.database.query(
      `INSERT INTO ${this.table} AS c (account_id, request_key, requested_at) VALUES ($1, $2, now())
       ON CONFLICT (account_id) DO NOTHING`,
      [accountId, randomUUID()],
    );
    // A statement of its own: a concurrent insert that won is invisible to the snapshot of the one above.
    const [row] = await this.database.query<ClaimRow>(
      `SELECT request_key, customer_id, requested_at < now() - $2 * interval '1 hour' AS is_old
         FROM ${this.table} WHERE account_id = $1`,
      [accountId, KEY_LIFE_HOURS],
    );
    if (row === undefined) throw new Error(`The customer of ${accountId} was lost.`);
    return { requestKey: row.request_key, customerId: row.customer_id, isOld: row.is_old };
  }

  /** Keeps the customer unless another is kept already; answers the one that is. */
  async keep(accountId: AccountId, customerId: string): Promise<string> {
    const [row] = await this.database.query<{ customer_id: string }>(
      `UPDATE ${this.table} AS c SET customer_id = coalesce(c.customer_id, $2)
        WHERE account_id = $1 RETURNING c.customer_id`,
      [accountId, customerId],
    );
    if (row === undefined) throw new Error(`The customer of ${accountId} was lost.`);
    return row.customer_id;
  }

  /** Gives up a key under which Stripe repeats a failure, or that it may have forgotten; unless another process has. */
  async renewKey(accountId: AccountId, requestKey: string): Promise<void> {
    await this.database.query(
      `UPDATE ${this.table} SET request_key = $3, requested_at = now()
        WHERE account_id = $1 AND request_key = $2 AND customer_id IS NULL`,
      [accountId, requestKey, randomUUID()],
    );
  }

  private get table(): string {
    return `${this.database.schema}.stripe_customers`;
  }
}

interface ClaimRow {
  readonly request_key: string;
  readonly customer_id: string | null;
  readonly is_old: boolean;
}
