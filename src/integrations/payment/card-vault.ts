import type { Account } from '../../domain/commands.js';

/**
 * Where the payment service keeps cards. Called before the engine's command and outside every transaction; each call is
 * safe to repeat. A card that is kept there and not here is charged by nobody.
 */
export interface CardVault {
  /**
   * Makes the card chargeable for the account; answers the token to charge it by. `key` is the caller's, of the same
   * intent. Throws `validation_failed` for a token it does not know, `payment_declined`, `upstream_unavailable`.
   */
  attach(account: Account, token: string, key: string): Promise<string>;

  /** The card is not to be charged any more. Throws `upstream_unavailable`. */
  detach(token: string): Promise<void>;
}

/** Nest injection token of the CardVault. */
export const CARD_VAULT = Symbol('CardVault');
