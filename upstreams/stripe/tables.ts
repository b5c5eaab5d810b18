import { randomBytes } from 'node:crypto';
import type { TestCard } from './test-cards.js';

export interface Customer {
  readonly id: string;
  readonly object: 'customer';
  readonly created: number;
  readonly livemode: false;
  readonly metadata: Record<string, string>;
}

export interface PaymentMethod {
  readonly id: string;
  readonly object: 'payment_method';
  readonly created: number;
  readonly livemode: false;
  readonly type: string;
  readonly card: { readonly brand: string; readonly last4: string };
  customer: string | null;
  readonly metadata: Record<string, string>;
}

export interface PaymentIntent {
  readonly id: string;
  readonly object: 'payment_intent';
  readonly amount: number;
  amount_received: number;
  readonly currency: string;
  readonly customer: string | null;
  readonly payment_method: string | null;
  readonly created: number;
  readonly livemode: false;
  readonly metadata: Record<string, string>;
  status: string;
  last_payment_error: object | null;
  latest_charge: string | null;
  canceled_at: number | null;
  cancellation_reason: string | null;
}

export interface Charge {
  readonly id: string;
  readonly object: 'charge';
  readonly amount: number;
  amount_refunded: number;
  readonly currency: string;
  readonly payment_intent: string;
  readonly customer: string | null;
  readonly created: number;
  readonly livemode: false;
  readonly metadata: Record<string, string>;
  readonly paid: boolean;
  refunded: boolean;
  disputed: boolean;
  readonly status: string;
}

export interface Refund {
  readonly id: string;
  readonly object: 'refund';
  readonly amount: number;
  readonly currency: string;
  readonly charge: string;
  readonly payment_intent: string;
  readonly created: number;
  readonly metadata: Record<string, string>;
  status: string;
  failure_reason?: string;
}

/** All that Stripe knows of one account, in the order of its making. */
export class Tables {
  readonly customers = new Map<string, Customer>();
  readonly paymentMethods = new Map<string, PaymentMethod>();
  /** How each card behaves. */
  readonly cards = new Map<string, TestCard>();
  /** Detached cards: they are never to be used again. */
  readonly spent = new Set<string>();
  readonly paymentIntents = new Map<string, PaymentIntent>();
  readonly charges = new Map<string, Charge>();
  readonly refunds = new Map<string, Refund>();

  clear(): void {
    for (const table of Object.values(this) as Map<string, unknown>[]) table.clear();
  }
}

export function newId(prefix: string): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

export function nowS(): number {
  return Math.floor(Date.now() / 1_000);
}
