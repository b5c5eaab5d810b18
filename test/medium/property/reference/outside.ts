import type { AttemptKind } from '../../../../src/domain/vocabulary.js';
import { nameOf, type Books } from './books.js';
import type { Attempt, UsageRecord } from './rows.js';
import { exact, NOTHING, type Exact } from './exact.js';
import type { Turn } from './turn.js';

/** Who is paid outside, and how that stands at the moment. A card always is. */
export interface Standing {
  /** The methods whose value lies outside. */
  readonly outside: ReadonlySet<string>;
  /** In which steps somebody takes money, and the least that he takes, by method and currency. */
  readonly steps: ReadonlyMap<string, Step>;
  /** Who cannot be called now. */
  readonly away: ReadonlySet<string>;
  /** What is thought to be left with them, by account, method and currency. */
  readonly thought: ReadonlyMap<string, Exact>;
}

export interface Step {
  readonly size: Exact;
  readonly least: Exact;
}

export const CHARGES: Readonly<Record<string, AttemptKind>> = {
  wallet_deduction: 'wallet',
  credit_consumption: 'credits',
  payment_charge: 'payment',
};

export function isRefund({ kind }: Attempt): boolean {
  return kind.endsWith('_refund');
}

export function methodOf({ kind }: Attempt): string {
  return Object.keys(CHARGES).find((method) => kind.startsWith(CHARGES[method] as string)) as string;
}

/** Of a sum: what is moved outside now. The rest, where there are steps, is a debt of the payer or is taken off it. */
export interface Split {
  readonly sent: Exact;
  readonly rest: Exact | null;
}

/** As many whole steps as the debt has by now, or none while they are less than the least sum. */
export function splitCharge(turn: Turn, method: string, currency: string, amount: Exact): Split {
  const step = stepOf(turn.books, method, currency);
  if (!step) return { sent: amount, rest: null };
  const debt = debtOf(turn, method, currency) + amount;
  const whole = wholeSteps(debt, step);
  const sent = whole < step.least ? NOTHING : whole;
  owe(turn, method, currency, debt - sent);
  return { sent, rest: amount - sent };
}

/** What was paid for a record there: more or less than it cost, as the debt of its payer was; nothing for a debt alone. */
export function paymentOf({ attempts }: Books, record: UsageRecord): Exact {
  const transaction = record.paymentTransactionId ?? record.walletTransactionId;
  if (transaction?.startsWith(NO_PAYMENT)) return NOTHING;
  const calls = Object.values(CHARGES);
  for (const { billingId, kind, state, amount } of attempts.values()) {
    if (billingId === record.billingId && state === 'succeeded' && calls.includes(kind)) return amount;
  }
  // Somebody else was called for it, and he was paid what it cost.
  return record.total;
}

/** Whole steps go back, and never more than was paid for this one; of the rest of it less is owed. */
export function splitRefund(
  turn: Turn,
  method: string,
  currency: string,
  amount: Exact,
  payment: Exact,
): Split {
  const step = stepOf(turn.books, method, currency);
  const most = payment < amount ? payment : amount;
  if (!step) return { sent: most, rest: null };
  const sent = wholeSteps(most, step);
  owe(turn, method, currency, debtOf(turn, method, currency) - (amount - sent));
  return { sent, rest: amount - sent };
}

/** Nothing was taken and nothing is owed: what the charge had changed of the debt is undone. */
export function undoSplit(turn: Turn, attempt: Attempt): void {
  const rest = attempt.details['left_over'];
  if (typeof rest !== 'string') return;
  const method = methodOf(attempt);
  owe(turn, method, attempt.currency, debtOf(turn, method, attempt.currency) - exact(rest));
}

function wholeSteps(amount: Exact, { size }: Step): Exact {
  return amount > 0n ? (amount / size) * size : NOTHING;
}

function stepOf({ standing }: Books, method: string, currency: string): Step | null {
  return standing.steps.get(nameOf(method, currency)) ?? null;
}

function debtOf({ books, account }: Turn, method: string, currency: string): Exact {
  return books.debts.get(nameOf(account, method, currency)) ?? NOTHING;
}

function owe({ books, account }: Turn, method: string, currency: string, debt: Exact): void {
  books.debts.set(nameOf(account, method, currency), debt);
}

/** Stands where the id of a payment would, while nobody was asked to pay. */
export function idOfNoPayment(billingId: string): string {
  return billingId.replace(/^[^_]*_/, NO_PAYMENT);
}

export const NO_PAYMENT = 'carried_';
