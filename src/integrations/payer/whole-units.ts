import type { Decimal } from '../../domain/decimal.js';

/** Whether an upstream that takes an amount in these steps can take this one as it is. */
export function isWholeIn(amount: Decimal, unit: Decimal): boolean {
  return amount.mod(unit).eq('0');
}
