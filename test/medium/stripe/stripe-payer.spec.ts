import { describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import { type RefundRequest } from '../../../src/integrations/payer/remote-payer.js';
import { stripePayerSuite } from '../../support/outside/stripe-payer-suite.js';
import { chargeOf, refundOf } from '../../support/outside/stripe.js';

const { fake, cardOf, charge, refund, lookup, charged, intentsOf, refundsOf, fault } =
  await stripePayerSuite('stripe payer');

describe('a charge', () => {
  it('is one payment in minor units, named by its attempt', async () => {
    const { request, transactionId } = await charged('alice');
    const [intent, ...others] = intentsOf(request);
    expect(others).toEqual([]);
    expect(intent).toMatchObject({
      id: transactionId,
      amount: 1234,
      currency: 'usd',
      status: 'succeeded',
      metadata: { billing_id: 'bill_1', attempt_id: request.attemptId },
    });
    expect(intent?.customer).toMatch(/^cus_/);
  });

  it('is sent in whole yen', async () => {
    const { request } = await charged('alice', 'pm_card_visa', { amount: decimal('500'), currency: 'JPY' });
    expect(intentsOf(request)[0]).toMatchObject({ amount: 500, currency: 'jpy' });
  });

  it('moves money once, however often it is sent', async () => {
    const { request, transactionId } = await charged('alice');
    const again = await Promise.all([charge(request), charge(request)]);
    expect(again).toEqual([
      { status: 'succeeded', transactionId },
      { status: 'succeeded', transactionId },
    ]);
    expect(intentsOf(request)).toHaveLength(1);
  });

  it.each([
    ['pm_card_chargeCustomerFail', 'generic_decline'],
    ['pm_card_authenticationRequired', 'authentication_required'],
  ])('of %s is declined as %s, and again when it is asked about or repeated', async (card, reason) => {
    const request = chargeOf('bob', await cardOf('bob', card));
    const declined = { status: 'declined', code: 'payment_declined', reason };
    expect(await charge(request)).toEqual(declined);
    expect(await charge(request)).toEqual(declined);
    expect(await lookup(request)).toEqual(declined);
    expect(intentsOf(request)).toHaveLength(1);
  });

  it('that waits for its payer is cancelled before it is declined', async () => {
    const request = chargeOf('bob', await cardOf('bob', 'pm_card_threeDSecure2Required'));
    expect(await charge(request)).toMatchObject({ status: 'declined', reason: 'authentication_required' });
    expect(intentsOf(request)[0]?.status).toBe('canceled');
    expect(await lookup(request)).toMatchObject({ status: 'declined' });
  });

  it.each([
    ['CREDIT', '5', 'currency_mismatch'],
    ['XYZ', '5', 'currency_mismatch'],
    ['USD', '0.49', 'payment_declined'],
    ['USD', '0.505', 'payment_declined'],
  ])('of %s %s is refused as %s, and nothing is left there', async (currency, amount, code) => {
    const request = chargeOf('bob', await cardOf('bob'), { currency, amount: decimal(amount) });
    expect(await charge(request)).toMatchObject({ status: 'declined', code });
    expect(intentsOf(request)).toEqual([]);
  });

  it('of a payer without a customer is declined, and not found', async () => {
    const request = chargeOf('nobody', 'pm_123');
    expect(await charge(request)).toMatchObject({ status: 'declined', reason: 'no_stripe_customer' });
    expect(await lookup(request)).toBeNull();
  });

  it('that the bank is still at is not known, not "not there", and then paid', async () => {
    const request = chargeOf('bob', await cardOf('bob', 'pm_usBankAccount_success'));
    await expect(charge(request)).rejects.toThrow('processing');
    await expect(lookup(request)).rejects.toThrow('processing');
    const [intent] = intentsOf(request);
    fake.routes.payments.finish(intent!);
    expect(await lookup(request)).toEqual({ status: 'succeeded', transactionId: intent?.id });
  });
});

describe('a refund', () => {
  it('gives back in parts, and not more than was taken', async () => {
    const { request, transactionId } = await charged('erin');
    const first = refundOf(request, transactionId, { amount: decimal('2.34') });
    const second = refundOf(request, transactionId, { amount: decimal('10') });
    for (const part of [first, second]) {
      expect(await refund(part)).toEqual({ status: 'succeeded', transactionId: refundsOf(part)[0]?.id });
    }
    expect(refundsOf(first)[0]?.amount).toBe(234);
    const third = refundOf(request, transactionId, { amount: decimal('0.01') });
    expect(await refund(third)).toEqual({
      status: 'declined',
      code: 'payment_declined',
      reason: 'charge_already_refunded',
    });
  });

  it('of more than is left has no way back', async () => {
    const { request, transactionId } = await charged('erin');
    const tooMuch = refundOf(request, transactionId, { amount: decimal('99') });
    expect(await refund(tooMuch)).toMatchObject({ status: 'declined', code: 'no_route_back' });
  });

  it('is made once when its answer is lost and it is sent again', async () => {
    const { request, transactionId } = await charged('erin');
    const lost = refundOf(request, transactionId);
    fault('timeout_after', '/v1/refunds');
    await expect(refund(lost)).rejects.toThrow();
    const found = await lookup(lost);
    expect(found).toEqual({ status: 'succeeded', transactionId: refundsOf(lost)[0]?.id });
    expect(await refund(lost)).toEqual(found);
    expect(refundsOf(lost)).toHaveLength(1);
  });

  it('that never arrived is not found', async () => {
    const { request, transactionId } = await charged('erin');
    const lost = refundOf(request, transactionId);
    fault('timeout_before', '/v1/refunds');
    await expect(refund(lost)).rejects.toThrow();
    expect(await lookup(lost)).toBeNull();
  });

  it('that is pending is under way, then done or without a way back', async () => {
    const { request, transactionId } = await charged('erin', 'pm_card_pendingRefund');
    const [good, bad] = [decimal('2'), decimal('3')].map((amount) =>
      refundOf(request, transactionId, { amount }),
    ) as [RefundRequest, RefundRequest];
    for (const pending of [good, bad]) {
      await expect(refund(pending)).rejects.toThrow('pending');
      await expect(lookup(pending)).rejects.toThrow('pending');
    }
    fake.routes.refunds.finish(refundsOf(good)[0]!, 'succeeded');
    fake.routes.refunds.finish(refundsOf(bad)[0]!, 'failed');
    expect(await lookup(good)).toMatchObject({ status: 'succeeded' });
    expect(await lookup(bad)).toEqual({
      status: 'declined',
      code: 'no_route_back',
      reason: 'expired_or_canceled_card',
    });
  });
});
