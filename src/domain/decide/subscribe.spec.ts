import { describe, expect, it } from '@jest/globals';
import { subscribeOf } from '../../../test/support/domain/commands.js';
import {
  contextOf,
  NOW,
  refusedWithNothingWritten,
  stateOf,
} from '../../../test/support/domain/domain-state.js';
import type { SubscribeCommand } from '../commands.js';
import { decimal } from '../decimal.js';
import { MAX_SUBSCRIPTIONS_OF_AN_ACCOUNT } from '../limits.js';
import { decideSubscribe } from './subscribe.js';

const command = subscribeOf('ann', {
  subscriptionId: 'sub-7',
  includedProducts: [{ productId: 'unit', includedAmount: decimal('10') }],
});

describe('subscribing', () => {
  const subscribe = (rest: Partial<SubscribeCommand> = {}, taken: string[] = []) =>
    decideSubscribe(stateOf({ subscriptionsTaken: taken }), { ...command, ...rest }, contextOf());

  it('begins now, or when it is told to', () => {
    expect(subscribe().effects?.subscription).toMatchObject({
      subscriptionId: 'sub-7',
      status: 'active',
      anchorAt: NOW,
    });
    expect(subscribe({ startsAt: 5 }).effects?.subscription?.anchorAt).toBe(5);
  });

  it('under an id that any account has is refused', () => {
    expect(refusedWithNothingWritten(subscribe({}, ['sub-7']))).toMatchObject({
      code: 'subscription_already_exists',
      facts: { subscription_id: 'sub-7' },
    });
  });

  it('is refused to an account that has as many as it may have', () => {
    const subscriptions = Array.from({ length: MAX_SUBSCRIPTIONS_OF_AN_ACCOUNT }, (_, n) => ({
      subscriptionId: `sub-old-${n}`,
      status: 'active' as const,
      billingCycle: 'monthly' as const,
      anchorAt: NOW,
      includedProducts: [],
    }));
    const state = (list: typeof subscriptions) => stateOf({ subscriptions: list });
    expect(decideSubscribe(state(subscriptions.slice(1)), command, contextOf()).effects).not.toBeNull();
    const refused = decideSubscribe(state(subscriptions), command, contextOf());
    expect(refusedWithNothingWritten(refused)).toMatchObject({
      code: 'limit_reached',
      facts: { bound: { most: MAX_SUBSCRIPTIONS_OF_AN_ACCOUNT } },
    });
  });

  it('names it where no id is given', () => {
    expect(subscribe({ subscriptionId: null }).outcome).toEqual({
      kind: 'subscription',
      subscriptionId: 'subscription-1',
    });
  });
});
