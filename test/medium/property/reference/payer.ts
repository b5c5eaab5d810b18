import type { BillingMethod } from '../../../../src/domain/vocabulary.js';
import type { Card } from './books.js';
import { NOTHING, textOf, type Exact } from './exact.js';
import { refusalOf, type Turn } from './turn.js';

export interface Wish {
  readonly method: BillingMethod | null;
  readonly paymentMethodId: string | null;
  /** Down to the overdraft limit. */
  readonly forced: boolean;
}

type Refusal = ReturnType<typeof refusalOf>;
export type Payer = { readonly method: BillingMethod; readonly card: Card | null };

/**
 * Who pays. Nothing costs nobody. A named method pays or nobody does; without a name credits, wallet and card are
 * asked in this order, and where none pays the wallet's word counts.
 */
export function payerOf(turn: Turn, total: Exact, currency: string, wish: Wish): Payer | Refusal {
  if (total === 0n) return { method: 'subscription_included', card: null };
  if (wish.method === 'subscription_included') {
    return refusalOf('not_included_in_subscription', { required: textOf(total), currency });
  }
  if (wish.method === 'credit_consumption') return credits(turn, total, currency);
  if (wish.method === 'wallet_deduction') return wallet(turn, total, currency, wish.forced);
  if (wish.method === 'payment_charge') return card(turn, wish.paymentMethodId);
  const byCredits = credits(turn, total, currency);
  if (!('code' in byCredits)) return byCredits;
  const byWallet = wallet(turn, total, currency, wish.forced);
  if (!('code' in byWallet)) return byWallet;
  const byCard = card(turn, wish.paymentMethodId);
  return 'code' in byCard ? byWallet : byCard;
}

function credits(turn: Turn, total: Exact, currency: string): Payer | Refusal {
  const owned = turn.wallet(currency)?.credits ?? NOTHING;
  if (owned >= total) return { method: 'credit_consumption', card: null };
  return refusalOf('insufficient_credit_balance', {
    balance: textOf(owned),
    required: textOf(total),
    currency,
  });
}

function wallet(turn: Turn, total: Exact, currency: string, forced: boolean): Payer | Refusal {
  const owned = turn.wallet(currency);
  const required = textOf(total);
  if (owned?.walletId) {
    const floor = forced ? -owned.overdraft : NOTHING;
    if (owned.available - total >= floor) return { method: 'wallet_deduction', card: null };
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
function card(turn: Turn, paymentMethodId: string | null): Payer | Refusal {
  for (const owned of turn.books.cards.values()) {
    if (owned.account !== turn.account || owned.removed) continue;
    if (paymentMethodId === null || paymentMethodId === owned.paymentMethodId) {
      return { method: 'payment_charge', card: owned };
    }
  }
  return refusalOf('no_payment_method', { payment_method_id: paymentMethodId });
}

/** Who has the money here, of credits and wallet; null: nobody. */
export function payerHere(turn: Turn, total: Exact, currency: string, wish: Wish): Payer | null {
  const byCredits = credits(turn, total, currency);
  if (!('code' in byCredits)) return byCredits;
  const byWallet = wallet(turn, total, currency, wish.forced);
  return 'code' in byWallet ? null : byWallet;
}
