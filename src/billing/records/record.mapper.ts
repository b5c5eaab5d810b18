import { accountOf } from '../../domain/account.js';
import { formatMoney, formatQuantity, fromNumeric } from '../../domain/decimal.js';
import type { ChargeLine } from '../../domain/rating/quote.js';
import type { BillingMethod, BillingStatus, ServiceType } from '../../domain/vocabulary.js';
import { usageRecordIdOf } from '../../engine/ids.js';
import type { ChargeLineDto } from './charge-line.dto.js';
import type { RecordDto } from './record.dto.js';

/** What {@link toRecordDto} reads: the select list of every statement that answers records. */
export const RECORD_COLUMNS = `id, billing_id, account_id, user_id, organization_id, agent_id, subscription_id, session_id,
  request_id, product_id, service_type, model, usage_amount, unit_price, total_amount, refunded_amount, currency,
  billing_method, billing_status, failure_reason, usage_timestamp, usage_details, charge_lines,
  wallet_transaction_id, payment_transaction_id, created_at, updated_at`;

/** A row of billing_records as the driver gives it: numeric and bigint are strings, timestamptz are Dates. */
export interface RecordRow {
  readonly id: string;
  readonly billing_id: string;
  readonly account_id: string;
  readonly user_id: string;
  readonly organization_id: string | null;
  readonly agent_id: string | null;
  readonly subscription_id: string | null;
  readonly session_id: string | null;
  readonly request_id: string | null;
  readonly product_id: string;
  readonly service_type: ServiceType;
  readonly model: string | null;
  readonly usage_amount: string;
  readonly unit_price: string | null;
  readonly total_amount: string;
  readonly refunded_amount: string;
  readonly currency: string | null;
  readonly billing_method: BillingMethod | null;
  readonly billing_status: BillingStatus;
  readonly failure_reason: string | null;
  readonly usage_timestamp: Date;
  readonly usage_details: Record<string, unknown> | null;
  readonly charge_lines: ChargeLine[] | null;
  readonly wallet_transaction_id: string | null;
  readonly payment_transaction_id: string | null;
  readonly created_at: Date;
  readonly updated_at: Date;
}

export function toRecordDto(row: RecordRow): RecordDto {
  return {
    id: Number(row.id),
    billing_id: row.billing_id,
    usage_record_id: usageRecordIdOf(row.billing_id),
    user_id: row.user_id,
    organization_id: row.organization_id,
    agent_id: row.agent_id,
    subscription_id: row.subscription_id,
    session_id: row.session_id,
    request_id: row.request_id,
    payer: accountOf(row.account_id),
    product_id: row.product_id,
    service_type: row.service_type,
    model: row.model,
    usage_amount: formatQuantity(fromNumeric(row.usage_amount)),
    unit_price: row.unit_price === null ? null : formatMoney(fromNumeric(row.unit_price)),
    total_amount: formatMoney(fromNumeric(row.total_amount)),
    refunded_amount: formatMoney(fromNumeric(row.refunded_amount)),
    currency: row.currency,
    billing_method: row.billing_method,
    billing_status: row.billing_status,
    failure_reason: row.failure_reason,
    usage_timestamp: row.usage_timestamp.toISOString(),
    usage_details: row.usage_details,
    charge_lines: (row.charge_lines ?? []).map(toChargeLineDto),
    wallet_transaction_id: row.wallet_transaction_id,
    payment_transaction_id: row.payment_transaction_id,
    created_at: row.created_at.toISOString(),
    updated_at: row.updated_at.toISOString(),
  };
}

export function toChargeLineDto(line: ChargeLine): ChargeLineDto {
  return {
    ...line,
    quantity: formatQuantity(fromNumeric(line.quantity)),
    unit_price: formatMoney(fromNumeric(line.unit_price)),
    amount: formatMoney(fromNumeric(line.amount)),
  };
}
