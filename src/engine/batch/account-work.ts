import type { Subscription } from '../../domain/rating/allowance.js';
import type { AccountId } from '../../domain/commands.js';
import type { Decimal } from '../../domain/decimal.js';
import type { Balance } from '../../domain/ledger.js';
import type { Effects, PaymentMethod, RefusalCount } from '../../domain/state.js';
import type { AccountRow } from './rows.js';

/** One payer account as a batch works on it. */
export interface AccountWork {
  readonly accountId: AccountId;
  readonly balances: Map<string, Balance>;
  readonly subscriptions: Subscription[];
  paymentMethods: PaymentMethod[];
  readonly allowances: Map<string, Decimal>;
  /** By method and currency. */
  readonly carried: Map<string, Decimal>;
  refusals: RefusalCount;
  hasSubscriptions: boolean;
  hasPaymentMethods: boolean;
}

const NO_REFUSALS: RefusalCount = { minute: 0, count: 0 };

export function accountWorkOf(row: AccountRow): AccountWork {
  return {
    accountId: row.account_id,
    balances: new Map(),
    subscriptions: [],
    paymentMethods: [],
    allowances: new Map(),
    carried: new Map(),
    refusals: row.refusal_minute
      ? { minute: row.refusal_minute.getTime(), count: row.refusal_count }
      : NO_REFUSALS,
    hasSubscriptions: row.has_subscriptions,
    hasPaymentMethods: row.has_payment_methods,
  };
}

export function applyPaymentMethod(
  account: AccountWork,
  change: NonNullable<Effects['paymentMethod']>,
): void {
  if ('added' in change) {
    account.paymentMethods = [...account.paymentMethods, change.added];
    account.hasPaymentMethods = true;
    return;
  }
  account.paymentMethods = account.paymentMethods.filter(
    (method) => method.paymentMethodId !== change.removedId,
  );
}

export function carriedName(method: string, currency: string): string {
  return `${method}\u0000${currency}`;
}
