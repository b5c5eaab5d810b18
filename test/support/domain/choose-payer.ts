import { decimal } from '../../../src/domain/decimal.js';
import { type Bill, choosePayment, type PaymentWish } from '../../../src/domain/payers/payer.js';
import type { RemoteMethods } from '../../../src/domain/payers/remote.js';
import { refusalCodeOf, remoteMethods, stateOf, type StateParts } from './domain-state.js';

export const NO_WISH: PaymentWish = { method: null, paymentMethodId: null, forced: false };
export const CARD = { paymentMethodId: 'pm-1', token: 'tok_ok' };

export function billOf(total = decimal('5'), remote: RemoteMethods = remoteMethods()): Bill {
  return { total, currency: 'CREDIT', remote };
}

/** The method that pays 5 CREDIT, or the refusal's code. */
export function choose(
  parts: StateParts,
  wish: Partial<PaymentWish> = {},
  total = decimal('5'),
  remote: RemoteMethods = remoteMethods(),
): string {
  const payment = choosePayment(stateOf(parts), billOf(total, remote), { ...NO_WISH, ...wish });
  return refusalCodeOf(payment) ?? (payment as { method: string }).method;
}
