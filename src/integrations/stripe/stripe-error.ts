import type Stripe from 'stripe';
import { NotSent } from '../payer/remote-payer.js';

type AnyStripeError = InstanceType<typeof Stripe.errors.StripeError>;

/**
 * What an error of the SDK says of the call:
 * - `card`: the card was asked, and refused;
 * - `refused`: Stripe would not do it, and did nothing;
 * - `not_sent`: it never arrived, or Stripe does not know us: nothing was done, and it is not the payer's fault;
 * - `unknown`: no answer, or none that says what was done (a time-out, 409 while the first one runs, 429, 5xx, a key
 *   that was used for something else).
 */
export type ErrorKind = 'card' | 'refused' | 'not_sent' | 'unknown';

export function kindOf(error: unknown): ErrorKind {
  if (!isStripeError(error)) return 'unknown';
  switch (error.type) {
    case 'StripeCardError':
      return 'card';
    case 'StripeInvalidRequestError':
      // A lock that was not free in time: this one may be let in later.
      return error.code === 'lock_timeout' ? 'unknown' : 'refused';
    case 'StripeAuthenticationError':
    case 'StripePermissionError':
      return 'not_sent';
    case 'StripeConnectionError':
      return causeOf(error) instanceof NotSent ? 'not_sent' : 'unknown';
    default:
      return 'unknown';
  }
}

/** Stripe's word for it: the bank's where there is one. */
export function reasonOf(error: unknown): string {
  if (!isStripeError(error)) return error instanceof Error ? error.message : String(error);
  return error.decline_code || error.code || error.rawType || error.type;
}

/** For logs and for the causes of our own errors: never a secret, and Stripe's id of the request. */
export function describe(error: unknown): string {
  if (!isStripeError(error)) return error instanceof Error ? error.message : String(error);
  const cause = causeOf(error);
  const request = error.requestId ? ` (${error.requestId})` : '';
  const detail = cause === null ? '' : `: ${cause.message}`;
  return `${error.type} ${error.statusCode ?? ''} ${error.code ?? ''} ${error.message}${detail}${request}`.replace(
    / +/g,
    ' ',
  );
}

export function isStripeError(error: unknown): error is AnyStripeError {
  return error instanceof Error && 'type' in error && /^Stripe\w*Error$/.test(String(error.type));
}

/** What our HTTP client threw, under the SDK's error. */
function causeOf({ detail }: AnyStripeError): Error | null {
  return typeof detail === 'object' ? (detail as Error) : null;
}
