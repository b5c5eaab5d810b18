import type { BillingMethod } from '../../../../src/domain/vocabulary.js';
import { nameOf } from './books.js';
import type { Card } from './rows.js';
import { NOTHING, textOf, type Exact } from './exact.js';
import { refusalOf, type Turn } from './turn.js';

export interface Wish {
  readonly method: BillingMethod | null;
  readonly paymentMethodId: string | null;
  /** Down to the overdraft limit. */
  readonly forced: boolean;
}

type Refusal = ReturnType<typeof refusalOf>;

export interface Payer {
  readonly method: BillingMethod;
  /** He has to be called. */
  readonly outside: boolean;
  readonly card: Card | null;
}

interface Sum {
  readonly total: Exact;
  readonly currency: string;
}

/**
 * Who pays. Nothing costs nobody. A named method pays or nobody does; without a name credits, wallet and card are
 * asked in this order, and where none pays the wallet's word counts.
 */
export function payerOf(turn: Turn, sum: Sum, wish: Wish): Payer | Refusal {
  if (sum.total === 0n) return { method: 'subscription_included', outside: false, card: null };
  if (wish.method === 'subscription_included') {
    return refusalOf('not_included_in_subscription', {
      required: textOf(sum.total),
      currency: sum.currency,
    });
  }
  if (wish.method !== null) return ASK[wish.method](turn, sum, wish);
  return nextPayer(turn, sum, wish, []) ?? ASK.wallet_deduction(turn, sum, wish);
}

/**
 * The first who can pay and has not said no. Who is thought to have too little outside is asked when nobody else can
 * be; and where somebody could pay who is away, the usage waits for him. Null: there is nobody.
 */
export function nextPayer(
  turn: Turn,
  sum: Sum,
  wish: Wish,
  refusers: readonly string[],
): Payer | Refusal | null {
  const words = (['credit_consumption', 'wallet_deduction', 'payment_charge'] as const)
    .filter((method) => !refusers.includes(method))
    .map((method) => ASK[method](turn, sum, wish));
  const payers = words.filter((word): word is Payer => !('code' in word));
  const rich = payers.find(({ method, outside }) => {
    const left = turn.books.standing.thought.get(nameOf(turn.account, method, sum.currency));
    return !outside || left === undefined || left >= sum.total;
  });
  const waiting = words.find((word) => 'code' in word && word.code === 'payer_unavailable');
  return rich ?? payers[0] ?? waiting ?? null;
}

const ASK = { credit_consumption: credits, wallet_deduction: wallet, payment_charge: card } as const;

function outside(turn: Turn, method: BillingMethod, paidWith: Card | null = null): Payer | Refusal {
  return turn.books.standing.away.has(method)
    ? refusalOf('payer_unavailable', { billing_method: method })
    : { method, outside: true, card: paidWith };
}

/** Those that are here come before those outside. */
function credits(turn: Turn, { total, currency }: Sum): Payer | Refusal {
  const owned = turn.wallet(currency)?.credits ?? NOTHING;
  if (owned >= total) {
    return { method: 'credit_consumption', outside: false, card: null };
  }
  if (turn.books.standing.outside.has('credit_consumption')) return outside(turn, 'credit_consumption');
  return refusalOf('insufficient_credit_balance', {
    balance: textOf(owned),
    required: textOf(total),
    currency,
  });
}

function wallet(turn: Turn, { total, currency }: Sum, { forced }: Wish): Payer | Refusal {
  if (turn.books.standing.outside.has('wallet_deduction')) return outside(turn, 'wallet_deduction');
  const owned = turn.wallet(currency);
  const required = textOf(total);
  if (owned?.walletId) {
    const floor = forced ? -owned.overdraft : NOTHING;
    if (owned.available - total >= floor) {
      return { method: 'wallet_deduction', outside: false, card: null };
    }
    const balance = textOf(owned.available);
    return refusalOf('insufficient_wallet_balance', { balance, required, currency });
  }
  for (const other of turn.books.wallets.values()) {
    if (other.account === turn.account && other.walletId !== null) {
      return refusalOf('currency_mismatch', { currency, required });
    }
  }
  return refusalOf('insufficient_wallet_balance', { balance: '0', required, currency });
}

/** The card that was named, else the oldest. */
function card(turn: Turn, _sum: Sum, { paymentMethodId }: Wish): Payer | Refusal {
  for (const owned of turn.books.cards.values()) {
    if (owned.account !== turn.account || owned.removed) continue;
    if (paymentMethodId === null || paymentMethodId === owned.paymentMethodId) {
      return outside(turn, 'payment_charge', owned);
    }
  }
  return refusalOf('no_payment_method', { payment_method_id: paymentMethodId });
}
