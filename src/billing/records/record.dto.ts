import { ApiProperty } from '@nestjs/swagger';
import {
  ACCOUNT_TYPES,
  BILLING_METHODS,
  BILLING_STATUSES,
  SERVICE_TYPES,
  type AccountType,
  type BillingMethod,
  type BillingStatus,
  type ServiceType,
} from '../../domain/vocabulary.js';
import { ChargeLineDto } from './charge-line.dto.js';

/** The account that pays: the user or organisation whose wallet, credits, subscription or card is charged. */
export class PayerDto {
  /** Whether a user or an organisation pays. */
  @ApiProperty({ enum: ACCOUNT_TYPES, enumName: 'AccountType' })
  type: AccountType;

  /**
   * Id of the user or organisation.
   * @example 'user123'
   */
  id: string;
}

/** A billing record: the durable obligation made from one usage event. */
export class RecordDto {
  /**
   * Row number. Only unique; nothing is ordered by it.
   * @example 42
   */
  id: number;

  /**
   * Name of the record in every call.
   * @example 'bill_0199d0a1b2c3700180f3a5c7d9e1b203'
   */
  billing_id: string;

  /**
   * The usage event behind the record. One event makes one record, so the two ids share their digits.
   * @example 'usage_0199d0a1b2c3700180f3a5c7d9e1b203'
   */
  usage_record_id: string;

  /**
   * Who used it.
   * @example 'user123'
   */
  user_id: string;

  /**
   * The organisation that the usage is attributed to; null when none was named.
   * @example 'org456'
   */
  organization_id: string | null;

  /**
   * The agent that acted for the user.
   * @example 'agent_research'
   */
  agent_id: string | null;

  /**
   * The subscription that the usage named.
   * @example 'sub123'
   */
  subscription_id: string | null;

  /**
   * The session that the usage belongs to.
   * @example 'session789'
   */
  session_id: string | null;

  /**
   * The client's own name for the usage event.
   * @example 'req-2025-10-11-0001'
   */
  request_id: string | null;

  /** Who pays; not always the user. */
  payer: PayerDto;

  /**
   * What was used.
   * @example 'gpt-4'
   */
  product_id: string;

  /** What kind of usage it is. */
  @ApiProperty({ enum: SERVICE_TYPES, enumName: 'ServiceType' })
  service_type: ServiceType;

  /**
   * The model named in `usage_details.model`.
   * @example 'gpt-4'
   */
  model: string | null;

  /**
   * Quantity in the product's unit; the sum of its parts when the price has several dimensions.
   * @example '1000'
   */
  usage_amount: string;

  /**
   * Price of one unit in `currency`; null without a price, or when the dimensions' prices differ.
   * @example '0.002'
   */
  unit_price: string | null;

  /**
   * What the usage costs in `currency` after allowances. It was charged only when the status is `completed` or
   * `refunded`.
   * @example '2.00'
   */
  total_amount: string;

  /**
   * How much of `total_amount` has been given back.
   * @example '0'
   */
  refunded_amount: string;

  /**
   * Currency of the amounts; null when the usage has no price.
   * @example 'CREDIT'
   */
  currency: string | null;

  /** How it was charged, or was tried to; null while no method is chosen. */
  @ApiProperty({ enum: BILLING_METHODS, enumName: 'BillingMethod', nullable: true })
  billing_method: BillingMethod | null;

  /** How far it has got; only `completed` and `refunded` records were charged. */
  @ApiProperty({ enum: BILLING_STATUSES, enumName: 'BillingStatus' })
  billing_status: BillingStatus;

  /**
   * Why the record is `failed` or `pending`. Of a `refunded` one: `refund_credited:` and why, where the money found no
   * way back to who had paid and became credits of the payer; `GET /api/v1/credits/grants` lists them.
   * @example null
   */
  failure_reason: string | null;

  /**
   * When the usage happened: prices, allowances and statistics go by it.
   * @example '2025-10-11T03:09:58.032Z'
   */
  usage_timestamp: string;

  /**
   * What the client said about the usage, unchanged.
   * @example { "tokens": 1000, "model": "gpt-4" }
   */
  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  usage_details: Record<string, unknown> | null;

  /** How `total_amount` came about; empty when the usage has no price. */
  charge_lines: ChargeLineDto[];

  /**
   * The wallet transaction that paid for it.
   * @example 'txn_0199d0a1b2c3700180f3a5c7d9e1b204'
   */
  wallet_transaction_id: string | null;

  /**
   * The payment that paid for it.
   * @example null
   */
  payment_transaction_id: string | null;

  /**
   * When it was recorded.
   * @example '2025-10-11T03:09:58.101Z'
   */
  created_at: string;

  /**
   * When its status or amounts last changed.
   * @example '2025-10-11T03:09:58.101Z'
   */
  updated_at: string;
}
