export const CURRENCIES = ['USD', 'EUR', 'GBP', 'CNY', 'JPY'] as const;
export type Currency = (typeof CURRENCIES)[number];

export const PAYMENT_STATUSES = [
  'pending',
  'processing',
  'succeeded',
  'failed',
  'canceled',
  'refunded',
  'partial_refund',
] as const;
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];

/** Amounts as the service's table keeps them; metadata has no column. */
export interface PaymentRow {
  /** The same as the intent's. */
  readonly payment_id: string;
  readonly user_id: string;
  readonly order_id: string | null;
  readonly amount: number;
  readonly currency: Currency;
  readonly subtotal_amount: number;
  readonly tax_amount: number;
  readonly shipping_amount: number;
  readonly discount_amount: number;
  readonly description: string | null;
  readonly payment_method_id: string | null;
  readonly created_at: string;
  status: PaymentStatus;
  processor_response: Readonly<Record<string, unknown>> | null;
  failure_reason: string | null;
  failure_code: string | null;
  paid_at: string | null;
  failed_at: string | null;
}

export interface RefundRow {
  readonly refund_id: string;
  readonly payment_id: string;
  readonly user_id: string;
  readonly amount: number;
  readonly currency: Currency;
  readonly reason: string;
  readonly requested_by: string;
  readonly requested_at: string;
  status: 'pending' | 'processing' | 'succeeded' | 'failed' | 'canceled';
  approved_by: string | null;
  processed_at: string | null;
  completed_at: string | null;
}

/** What the card processor behind the service has really done, in cents cut off: the truth about the money. */
export interface ProcessorRow {
  readonly payment_id: string;
  readonly cents: number;
  captured: boolean;
  refunded_cents: number;
}
