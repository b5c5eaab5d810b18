import { transactionIdOf } from '../../src/domain/ledger.js';
import { newId, uuidV7Hex } from '../../src/engine/ids.js';
import {
  CHARGE_AMOUNT,
  CHARGE_LINES,
  CURRENCY,
  METHOD,
  PRICE_ID,
  PRODUCT_ID,
  SERVICE_TYPE,
  UNIT_PRICE,
  USAGE_AMOUNT,
  USAGE_DETAILS,
  type ChargeOrder,
  type Payer,
} from '../workload/charge.js';
import { ORGANIZATION_QUOTA } from '../workload/payers.js';

/** One charge of a rival under way, with the ids and the time that everything it writes has. */
export interface Draft {
  readonly payer: Payer;
  readonly key: string;
  readonly organizationId: string | null;
  readonly billingId: string;
  readonly postingId: string;
  readonly now: Date;
}

/** Why usage is refused; null when it is charged. */
export type FailureReason = 'insufficient_wallet_balance' | 'quota_exceeded' | null;

export function draftOf({ payer, key, organizationId }: ChargeOrder): Draft {
  const now = new Date();
  const billingId = newId('record', payer.cell, now.getTime());
  const postingId = uuidV7Hex(payer.cell, now.getTime());
  return { payer, key, organizationId, billingId, postingId, now };
}

/** The row that the service writes for the same usage, column by column. */
export const INSERT_RECORD = `
  INSERT INTO {schema}.billing_records (cell, billing_id, account_id, user_id, organization_id, product_id,
    service_type, model, usage_amount, unit_price, total_amount, currency, billing_method, billing_status,
    failure_reason, usage_timestamp, usage_details, price_id, charge_lines, quota_uses, refunded_amount,
    wallet_transaction_id, created_at, updated_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, 0, $21, $16, $16)`;

export function recordValues(draft: Draft, failureReason: FailureReason): unknown[] {
  const { payer, organizationId, billingId, postingId, now } = draft;
  const charged = failureReason === null;
  return [
    ...[payer.cell, billingId, payer.accountId, payer.userId, organizationId, PRODUCT_ID, SERVICE_TYPE],
    ...[USAGE_DETAILS.model, USAGE_AMOUNT, UNIT_PRICE, CHARGE_AMOUNT, CURRENCY, METHOD],
    ...[charged ? 'completed' : 'failed', failureReason, now, DETAILS, PRICE_ID, CHARGE_LINES],
    ...[charged ? quotaUses(draft) : null, charged ? transactionIdOf(postingId) : null],
  ];
}

function quotaUses({ payer, organizationId, now }: Draft): string {
  const window_start = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth())).toISOString();
  const quotas = [payer.quotaId, ...(organizationId === null ? [] : [ORGANIZATION_QUOTA.quotaId])];
  return JSON.stringify(quotas.map((quota_id) => ({ quota_id, window_start, quantity: USAGE_AMOUNT })));
}

const DETAILS = JSON.stringify(USAGE_DETAILS);
