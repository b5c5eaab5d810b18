import { decideCharge } from '../../../src/domain/decide/charge.js';
import { decimal } from '../../../src/domain/decimal.js';
import type { Decision } from '../../../src/domain/state.js';
import { chargeOf } from './commands.js';
import { contextOf, priceOf, stateOf, type StateParts } from './domain-state.js';

/** `unit` costs 1 CREDIT; of `tiered`, ten a month are free. */
export const PRICES = [
  priceOf('unit'),
  priceOf('tiered', { freeTier: { limit: decimal('10'), period: 'monthly' } }),
];

/** What is decided of a charge of Ann's. */
export function charge(
  parts: StateParts,
  amount: string,
  command: Parameters<typeof chargeOf>[3] = {},
  product = 'unit',
): Decision {
  return decideCharge(stateOf(parts), chargeOf('ann', product, amount, command), contextOf(PRICES));
}
