import type { Denomination } from './accrual.js';
import type { Decimal } from '../decimal.js';
import type { BillingMethod } from '../vocabulary.js';

/** The methods that somebody outside may be the payer of: a wallet, a credit or a payment service. */
export const REMOTE_METHODS = ['credit_consumption', 'wallet_deduction', 'payment_charge'] as const;
export type RemoteMethod = (typeof REMOTE_METHODS)[number];

export function isRemoteMethod(method: BillingMethod | null): method is RemoteMethod {
  return method !== null && method !== 'subscription_included';
}

/** Why a payer outside refused. */
export type DeclineCode =
  | 'insufficient_wallet_balance'
  | 'insufficient_credit_balance'
  | 'currency_mismatch'
  | 'payment_declined'
  | 'no_route_back';

/** What a decision may know of the payers outside: values of the moment, never a call. */
export interface RemoteMethods {
  /** Whether the method's value lies outside, so that only a call can take it. */
  isRemote(method: RemoteMethod): boolean;

  /** False while calls by this method would not be sent, because its upstream failed again and again. */
  isAvailable(method: RemoteMethod): boolean;

  /** Whether the payer of `payment_charge` charges a card of this token; another's would be declined. */
  takesCard(token: string): boolean;

  /** The steps in which the method's payer takes this currency; null: any amount. */
  denomination(method: RemoteMethod, currency: string): Denomination | null;

  /** True when some payer takes no fractions, so that what is carried of them is to be known. */
  readonly hasDenominations: boolean;

  /**
   * What an upstream last said that the payer has left; null when that is not known (any more). It is a hint: it may
   * put a method behind others, and never refuses anything.
   */
  knownBalance(accountId: string, method: RemoteMethod, currency: string): Decimal | null;
}
