import { formatQuantity, type Decimal, ZERO } from './decimal.js';
import type { Balance } from './ledger.js';
import { refuse, type Refusal } from './problems.js';
import type { PaymentMethod, State } from './state.js';
import type { BillingMethod } from './vocabulary.js';

/** How a charge is to be paid. */
export type Payment =
  | { readonly method: 'wallet_deduction' | 'credit_consumption'; readonly balance: Balance }
  | { readonly method: 'payment_charge'; readonly paymentMethod: PaymentMethod }
  | { readonly method: 'subscription_included' };

export interface PaymentWish {
  /** Null: let the waterfall choose. */
  readonly method: BillingMethod | null;
  readonly paymentMethodId: string | null;
  /** Lets the wallet go down to -overdraft_limit. */
  readonly forced: boolean;
}

/** The order in which an unnamed method is chosen. */
const WATERFALL = ['credit_consumption', 'wallet_deduction', 'payment_charge'] as const;

/**
 * Who pays a total. A charge of zero costs nobody anything and is `subscription_included`. A named method is used or
 * refused, never replaced; without a name the first of the waterfall that can pay the whole is taken, and where none
 * can, the wallet's refusal is the answer.
 */
export function choosePayment(
  state: State,
  total: Decimal,
  currency: string,
  wish: PaymentWish,
): Payment | Refusal {
  if (total.eq(ZERO)) return { method: 'subscription_included' };
  if (wish.method) return pay(state, wish.method, total, currency, wish);
  for (const method of WATERFALL) {
    const payment = pay(state, method, total, currency, wish);
    if (!('code' in payment)) return payment;
  }
  return pay(state, 'wallet_deduction', total, currency, wish);
}

function pay(
  state: State,
  method: BillingMethod,
  total: Decimal,
  currency: string,
  wish: PaymentWish,
): Payment | Refusal {
  switch (method) {
    case 'wallet_deduction':
      return payFromWallet(state, total, currency, wish.forced);
    case 'credit_consumption':
      return payFromCredits(state, total, currency);
    case 'payment_charge':
      return payByCard(state, wish.paymentMethodId);
    case 'subscription_included':
      return refuse('not_included_in_subscription', 'Usage is not included in the subscription', {
        required: formatQuantity(total),
        currency,
      });
  }
}

function payFromWallet(state: State, total: Decimal, currency: string, forced: boolean): Payment | Refusal {
  const balance = state.balance(currency);
  if (!balance?.walletId && state.balances().some(({ walletId }) => walletId !== null)) {
    return refuse('currency_mismatch', `The account has no wallet in ${currency}`, {
      currency,
      required: formatQuantity(total),
    });
  }
  const available = balance?.available ?? ZERO;
  const floor = forced && balance ? ZERO.minus(balance.overdraftLimit) : ZERO;
  if (!balance?.walletId || available.minus(total).lt(floor)) {
    return refuse('insufficient_wallet_balance', 'Insufficient wallet balance', {
      balance: formatQuantity(available),
      required: formatQuantity(total),
      currency,
    });
  }
  return { method: 'wallet_deduction', balance };
}

function payFromCredits(state: State, total: Decimal, currency: string): Payment | Refusal {
  const balance = state.balance(currency);
  if (!balance || balance.credits.lt(total)) {
    return refuse('insufficient_credit_balance', 'Insufficient credit balance', {
      balance: formatQuantity(balance?.credits ?? ZERO),
      required: formatQuantity(total),
      currency,
    });
  }
  return { method: 'credit_consumption', balance };
}

function payByCard(state: State, paymentMethodId: string | null): Payment | Refusal {
  const methods = state.paymentMethods();
  const chosen = paymentMethodId
    ? methods.find((method) => method.paymentMethodId === paymentMethodId)
    : methods[0];
  if (!chosen) {
    return refuse('no_payment_method', 'The account has no such payment method', {
      payment_method_id: paymentMethodId,
    });
  }
  return { method: 'payment_charge', paymentMethod: chosen };
}

/** The methods that could pay this total now, the suggested one first in spirit: in the order of the waterfall. */
export function availableMethods(state: State, total: Decimal, currency: string): BillingMethod[] {
  if (total.eq(ZERO)) return ['subscription_included'];
  const wish: PaymentWish = { method: null, paymentMethodId: null, forced: false };
  return WATERFALL.filter((method) => !('code' in pay(state, method, total, currency, wish)));
}
