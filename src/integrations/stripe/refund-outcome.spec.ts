import { describe, expect, it } from '@jest/globals';
import type Stripe from 'stripe';
import { refundResultOf } from './refund-outcome.js';

describe('the state of a refund', () => {
  it.each([
    ['succeeded', undefined, { status: 'succeeded', transactionId: 're_1' }],
    ['failed', 'lost_or_stolen_card', { code: 'no_route_back', reason: 'lost_or_stolen_card' }],
    ['canceled', undefined, { code: 'no_route_back', reason: 'canceled' }],
    ['failed', 'charge_for_pending_refund_disputed', { code: 'payment_declined' }],
  ])('%s (%s) is an outcome', (status, failure_reason, result) => {
    const refund = { id: 're_1', status, failure_reason } as Stripe.Refund;
    expect(refundResultOf(refund)).toMatchObject(result);
  });

  it.each(['pending', 'requires_action'])('%s is none', (status) => {
    expect(refundResultOf({ id: 're_1', status } as Stripe.Refund)).toBeNull();
  });
});
