import { type Refusal, refuse } from './problems/problems.js';

/** Most of what an account or an owner may have: each batch reads all of it, and each list shows all of it. */
export const MAX_PAYMENT_METHODS_OF_AN_ACCOUNT = 100;
export const MAX_SUBSCRIPTIONS_OF_AN_ACCOUNT = 100;
export const MAX_QUOTAS_OF_AN_OWNER = 500;
export const MAX_PRICES_OF_A_PRODUCT = 1_000;

/** `what` in the plural: "payment methods of an account". */
export function limitReached(what: string, most: number): Refusal {
  return refuse('limit_reached', `There are ${most} ${what} already, which is the most`, {
    bound: { what, most },
  });
}
