import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { formatQuantity, fromNumeric, type Decimal } from '../../domain/decimal.js';

export interface SandboxPayment {
  readonly idempotencyKey: string;
  readonly kind: 'charge' | 'refund';
  readonly token: string;
  readonly currency: string;
  readonly amount: Decimal;
  readonly status: 'succeeded' | 'declined';
  /** Null when declined. */
  readonly transactionId: string | null;
}

/** The books of the pretended payment service. Nothing of the billing service reads them but through the client. */
@Injectable()
export class SandboxPaymentStore {
  constructor(private readonly database: Database) {}

  /** Keeps the payment unless its key is taken; answers what stands under the key. */
  async keepFirst(payment: SandboxPayment): Promise<SandboxPayment> {
    await this.database.query(
      `INSERT INTO ${this.database.schema}.sandbox_payments AS p
         (idempotency_key, kind, token, currency, amount, status, transaction_id, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, now())
       ON CONFLICT (idempotency_key) DO NOTHING`,
      [
        payment.idempotencyKey,
        payment.kind,
        payment.token,
        payment.currency,
        formatQuantity(payment.amount),
        payment.status,
        payment.transactionId,
      ],
    );
    // A statement of its own: a concurrent insert that won is invisible to the snapshot of the one above.
    const kept = await this.find(payment.idempotencyKey);
    if (kept === null) throw new Error(`The sandbox lost the payment ${payment.idempotencyKey}.`);
    return kept;
  }

  async find(idempotencyKey: string): Promise<SandboxPayment | null> {
    const [row] = await this.database.query<SandboxPaymentRow>(
      `SELECT idempotency_key, kind, token, currency, amount, status, transaction_id
         FROM ${this.database.schema}.sandbox_payments
        WHERE idempotency_key = $1`,
      [idempotencyKey],
    );
    return row === undefined ? null : paymentOf(row);
  }
}

interface SandboxPaymentRow {
  readonly idempotency_key: string;
  readonly kind: 'charge' | 'refund';
  readonly token: string;
  readonly currency: string;
  readonly amount: string;
  readonly status: 'succeeded' | 'declined';
  readonly transaction_id: string | null;
}

function paymentOf(row: SandboxPaymentRow): SandboxPayment {
  return {
    idempotencyKey: row.idempotency_key,
    kind: row.kind,
    token: row.token,
    currency: row.currency,
    amount: fromNumeric(row.amount),
    status: row.status,
    transactionId: row.transaction_id,
  };
}
