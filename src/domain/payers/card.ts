import { SANDBOX_TOKENS } from '../vocabulary.js';

/** Who charges cards, as the configuration says. */
export type CardPayer = 'embedded' | 'http' | 'stripe';

/**
 * Whether a saved card is one that this payer charges, by the form of its token. Cards of another payer stay on the
 * account for the day on which he is used again: tried now, they would be declined.
 */
export function isCardOf(payer: CardPayer, token: string): boolean {
  const isOfSandbox = SANDBOX_TOKENS.some((known) => known === token);
  switch (payer) {
    case 'embedded':
      return isOfSandbox;
    case 'stripe':
      return /^pm_\w+$/.test(token);
    // The platform's payment service hands on whatever its processor knows.
    case 'http':
      return !isOfSandbox;
  }
}
