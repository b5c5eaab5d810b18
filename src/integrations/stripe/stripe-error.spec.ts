import { describe as group, expect, it } from '@jest/globals';
import Stripe from 'stripe';
import { NotSent } from '../payer/remote-payer.js';
import { UpstreamFailure } from '../upstream/calls/upstream-failure.js';
import { describe, kindOf, reasonOf } from './stripe-error.js';

const { errors } = Stripe;

/** As the SDK wraps what our HTTP client throws. */
function connection(detail: Error): Error {
  return new errors.StripeConnectionError({ message: 'An error occurred', detail } as never);
}

group('what an error of Stripe says of the call', () => {
  it.each<[string, Error, string]>([
    ['a declined card', new errors.StripeCardError({ code: 'card_declined' } as never), 'card'],
    ['a wrong parameter', new errors.StripeInvalidRequestError({ code: 'x' } as never), 'refused'],
    ['a lock', new errors.StripeInvalidRequestError({ code: 'lock_timeout' } as never), 'unknown'],
    ['a key of ours that is wrong', new errors.StripeAuthenticationError({}), 'not_sent'],
    ['a right that we lack', new errors.StripePermissionError({}), 'not_sent'],
    ['too many requests', new errors.StripeRateLimitError({}), 'unknown'],
    ['409 and 5xx', new errors.StripeAPIError({ statusCode: 500 } as never), 'unknown'],
    ['a key used otherwise', new errors.StripeIdempotencyError({}), 'unknown'],
    ['a request that never left', connection(new NotSent('refused')), 'not_sent'],
    ['a connection that was reset', connection(new UpstreamFailure('stripe', 'reset')), 'unknown'],
    ['an error of our own', new TypeError('oh'), 'unknown'],
  ])('%s', (_, error, kind) => {
    expect(kindOf(error)).toBe(kind);
  });

  it('names the bank’s word before Stripe’s', () => {
    const declined = { code: 'card_declined', decline_code: 'insufficient_funds' };
    expect(reasonOf(new errors.StripeCardError(declined as never))).toBe('insufficient_funds');
    expect(reasonOf(new errors.StripeCardError({ code: 'expired_card' } as never))).toBe('expired_card');
  });

  it('is described with what the socket said', () => {
    expect(describe(connection(new NotSent('connect ECONNREFUSED')))).toMatch(/connect ECONNREFUSED$/);
  });
});
