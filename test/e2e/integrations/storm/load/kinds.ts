import type { Payers } from './payers.js';
import type { ProductName } from './products.js';

/** One kind of charges: so often, of these payers, for so many units of this product. */
export interface Kind {
  readonly weight: number;
  readonly payers: keyof Payers;
  readonly product: ProductName;
  /** Null: whoever of the waterfall can pays. */
  readonly method: 'wallet_deduction' | 'credit_consumption' | 'payment_charge' | null;
  readonly most: number;
}

const WALLET = { product: 'wallet', method: 'wallet_deduction' } as const;
const CREDITS = { product: 'credits', method: 'credit_consumption' } as const;
const CARD = { product: 'card', method: 'payment_charge' } as const;
const ANYHOW = { product: 'anyhow', method: null } as const;

/** In percent, roughly. Kinds whose payers are not there are left out. */
export const KINDS: readonly Kind[] = [
  { weight: 28, payers: 'wallets', ...WALLET, most: 2_000 },
  { weight: 5, payers: 'poor', ...WALLET, most: 1_000 },
  { weight: 18, payers: 'credits', ...CREDITS, most: 1_250 },
  { weight: 16, payers: 'cards', ...CARD, most: 5_000 },
  // Mostly less than a card is charged at all: they come together.
  { weight: 5, payers: 'cards', ...CARD, most: 150 },
  { weight: 3, payers: 'refused', ...CARD, most: 1_000 },
  { weight: 13, payers: 'anyhow', ...ANYHOW, most: 1_000 },
  { weight: 6, payers: 'organizations', ...CREDITS, most: 1_250 },
  { weight: 4, payers: 'organizations', ...ANYHOW, most: 1_000 },
  // Wallets outside are users' only, and a user of that name is rich.
  { weight: 2, payers: 'organizations', ...WALLET, most: 1_000 },
  { weight: 3, payers: 'organizationCards', ...CARD, most: 1_000 },
];
