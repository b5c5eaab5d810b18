/** The kinds of event that are acted upon. All others are kept, and nothing else is done about them. */
export const ACTED_UPON = [
  'payment_intent.succeeded',
  'payment_intent.payment_failed',
  'payment_intent.canceled',
  'charge.refunded',
  'charge.refund.updated',
  'refund.created',
  'refund.updated',
  'refund.failed',
  'charge.dispute.created',
  'charge.dispute.updated',
  'charge.dispute.closed',
] as const;
export type ActedUpon = (typeof ACTED_UPON)[number];

export function isActedUpon(type: string): type is ActedUpon {
  return ACTED_UPON.some((known) => known === type);
}

/** An event as it is kept: the payload is what Stripe signed. */
export interface KeptEvent {
  readonly eventId: string;
  readonly type: string;
  readonly payload: string;
}

/** An event that this process works on until its lease ends. */
export interface ClaimedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly payload: { readonly data?: { readonly object?: unknown } };
  /** This one included. */
  readonly attempts: number;
}
