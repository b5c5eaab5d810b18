import type { Database } from '../../database/database.service.js';
import { accountIdOf } from '../../domain/commands.js';
import { cellOfId } from '../../engine/ids.js';
import type { RefundRequest } from '../payer/remote-payer.js';
import type { OtherRefunds, OtherRefundsSay } from './other-refunds.js';

/** Reads from our own books what the payment service does not tell: which refund a payment was given back by. */
export class OtherRefundsReadModel implements OtherRefunds {
  constructor(private readonly database: Pick<Database, 'query' | 'schema'>) {}

  /**
   * Of the refunds without an outcome the first that was made may own what is there, so that never two take it for
   * their own. The postings are asked first: there mostly is no other record, and attempts have no index by record.
   */
  async of(request: RefundRequest): Promise<OtherRefundsSay> {
    const { account, attemptId, billingId, transactionId } = request;
    const cell = cellOfId('attempt', attemptId);
    const s = this.database.schema;
    const others = await this.database.query<{ billing_id: string }>(
      `SELECT DISTINCT billing_id FROM ${s}.postings
        WHERE cell = $1 AND account_id = $2 AND operation = 'refund' AND reference_id = $3 AND billing_id <> $4`,
      [cell, accountIdOf(account), transactionId, billingId],
    );
    if (others.length === 0) return 'none';
    const rows = await this.database.query<{ state: string }>(
      `SELECT DISTINCT state FROM ${s}.settlement_attempts
        WHERE cell = $1 AND kind = 'payment_refund' AND billing_id = ANY ($2::text[])
          AND (state = 'succeeded' OR state IN ('created', 'unknown') AND lease_number > 0 AND attempt_id < $3)`,
      [cell, others.map((other) => other.billing_id), attemptId],
    );
    if (rows.some(({ state }) => state === 'succeeded')) return 'given';
    return rows.length > 0 ? 'in_doubt' : 'none';
  }
}
