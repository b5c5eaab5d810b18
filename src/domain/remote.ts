import type { AccountId } from './commands.js';
import type { Decimal } from './decimal.js';
import type { BillingMethod } from './vocabulary.js';

/** The methods that somebody outside may be the payer of: a wallet, a credit or a payment service. */
export type RemoteMethod = Exclude<BillingMethod, 'subscription_included'>;

/** What a decision may know of the payers outside: values of the moment, never a call. */
export interface RemoteMethods {
  /** Whether the method's value lies outside, so that only a call can take it. */
  isRemote(method: RemoteMethod): boolean;

  /** False while calls by this method would not be sent, because its upstream failed again and again. */
  isAvailable(method: RemoteMethod): boolean;

  /**
   * What an upstream last said that the payer has left; null when that is not known (any more). It is a hint: it may
   * put a method behind others, and never refuses anything.
   */
  knownBalance(accountId: AccountId, method: RemoteMethod, currency: string): Decimal | null;
}
