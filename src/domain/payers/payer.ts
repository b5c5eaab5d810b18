import { formatQuantity, type Decimal, ZERO } from '../decimal.js';
import type { Balance } from '../ledger.js';
import { refuse, type Refusal } from '../problems/problems.js';
import type { RemoteMethod, RemoteMethods } from './remote.js';
import type { PaymentMethod, State } from '../state.js';
import type { BillingMethod } from '../vocabulary.js';

/** How a charge is to be paid. */
export type Payment = FromBalance | FromOutside | { readonly method: 'subscription_included' };

/** With money that lies here. */
export interface FromBalance {
  readonly method: 'wallet_deduction' | 'credit_consumption';
  readonly balance: Balance;
}

/** By somebody outside, who has to be called. */
export interface FromOutside {
  readonly method: RemoteMethod;
  readonly outside: true;
  /** The card; null for wallets and credits, which a payer has one of. */
  readonly paymentMethod: PaymentMethod | null;
}

export interface PaymentWish {
  /** Null: let the waterfall choose. */
  readonly method: BillingMethod | null;
  readonly paymentMethodId: string | null;
  /** Lets the wallet go down to -overdraft_limit. */
  readonly forced: boolean;
}

/** What is to be paid, and by whose word it can be known who may pay it. */
export interface Bill {
  readonly total: Decimal;
  readonly currency: string;
  readonly remote: RemoteMethods;
}

/** The order in which an unnamed method is chosen. */
const WATERFALL = ['credit_consumption', 'wallet_deduction', 'payment_charge'] as const;

/**
 * Who pays a total. A charge of zero costs nobody anything and is `subscription_included`. A named method is used or
 * refused, never replaced; without a name the first of the waterfall that can pay the whole is taken, and where none
 * can, the wallet's refusal is the answer. `payer_unavailable` means that one could pay who cannot be called now.
 */
export function choosePayment(state: State, bill: Bill, wish: PaymentWish): Payment | Refusal {
  if (bill.total.eq(ZERO)) return { method: 'subscription_included' };
  if (wish.method) return pay(state, wish.method, bill, wish);
  return nextPayment(state, bill, wish, []) ?? pay(state, 'wallet_deduction', bill, wish);
}

/**
 * The first of the waterfall that can pay and has not declined; null where none can. One that is known to have too
 * little comes last: the knowledge may be old, and only its upstream can say no.
 */
export function nextPayment(
  state: State,
  bill: Bill,
  wish: PaymentWish,
  declined: readonly RemoteMethod[],
): Payment | Refusal | null {
  let lastResort: Payment | null = null;
  let unavailable: Refusal | null = null;
  for (const method of WATERFALL) {
    if (declined.includes(method)) continue;
    const payment = pay(state, method, bill, wish);
    if ('code' in payment) {
      if (payment.code === 'payer_unavailable') unavailable ??= payment;
    } else if (!isKnownShort(state, payment, bill)) {
      return payment;
    } else {
      lastResort ??= payment;
    }
  }
  return lastResort ?? unavailable;
}

function isKnownShort(state: State, payment: Payment, { total, currency, remote }: Bill): boolean {
  if (!('outside' in payment)) return false;
  return remote.knownBalance(state.accountId, payment.method, currency)?.lt(total) ?? false;
}

function pay(state: State, method: BillingMethod, bill: Bill, wish: PaymentWish): Payment | Refusal {
  switch (method) {
    case 'wallet_deduction':
      return bill.remote.isRemote(method)
        ? payOutside(method, bill, null)
        : payFromWallet(state, bill, wish.forced);
    case 'credit_consumption':
      return payFromCredits(state, bill);
    case 'payment_charge':
      return payByCard(state, bill, wish.paymentMethodId);
    case 'subscription_included':
      return refuse('not_included_in_subscription', 'Usage is not included in the subscription', {
        required: formatQuantity(bill.total),
        currency: bill.currency,
      });
  }
}

function payOutside(
  method: RemoteMethod,
  { remote }: Bill,
  paymentMethod: PaymentMethod | null,
): Payment | Refusal {
  return remote.isAvailable(method) ? { method, outside: true, paymentMethod } : payerUnavailable(method);
}

export function payerUnavailable(method: BillingMethod | null): Refusal {
  return refuse('payer_unavailable', 'The payer cannot be reached', { billing_method: method });
}

function payFromWallet(state: State, { total, currency }: Bill, forced: boolean): Payment | Refusal {
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

/** Credits that lie here (a refund that found no way back) are used before an upstream's. */
function payFromCredits(state: State, bill: Bill): Payment | Refusal {
  const { total, currency, remote } = bill;
  const balance = state.balance(currency);
  if (balance && balance.credits.gte(total)) return { method: 'credit_consumption', balance };
  if (remote.isRemote('credit_consumption')) return payOutside('credit_consumption', bill, null);
  return refuse('insufficient_credit_balance', 'Insufficient credit balance', {
    balance: formatQuantity(balance?.credits ?? ZERO),
    required: formatQuantity(total),
    currency,
  });
}

function payByCard(state: State, bill: Bill, paymentMethodId: string | null): Payment | Refusal {
  const methods = state.paymentMethods();
  const isCharged = ({ token }: PaymentMethod): boolean => bill.remote.takesCard(token);
  const chosen = paymentMethodId
    ? methods.find((method) => method.paymentMethodId === paymentMethodId)
    : methods.find(isCharged);
  if (chosen && isCharged(chosen)) return payOutside('payment_charge', bill, chosen);
  const message = chosen
    ? 'The payment method belongs to another payment service than the one in use'
    : 'The account has no such payment method';
  return refuse('no_payment_method', message, { payment_method_id: paymentMethodId });
}

/** The methods that could pay this total now, in the order in which they would be tried. */
export function availableMethods(state: State, bill: Bill): BillingMethod[] {
  if (bill.total.eq(ZERO)) return ['subscription_included'];
  const wish: PaymentWish = { method: null, paymentMethodId: null, forced: false };
  const payments = WATERFALL.map((method) => pay(state, method, bill, wish)).filter(
    (payment): payment is Payment => !('code' in payment),
  );
  const isShort = (payment: Payment): boolean => isKnownShort(state, payment, bill);
  return [...payments.filter((payment) => !isShort(payment)), ...payments.filter(isShort)].map(
    ({ method }) => method,
  );
}
