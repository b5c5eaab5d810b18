import type { QuotaWarning } from './outcomes.js';
import type { PaymentWish } from './payers/payer.js';
import type { BillingRecord } from './record.js';
import type { RemoteMethod } from './payers/remote.js';
import type { Attempt } from './state.js';

/** On what terms a charge goes on when a payer outside does not pay it; kept with its attempts. */
export interface Terms {
  /** What was asked for. */
  readonly wish: PaymentWish;
  /** The methods that declined it, in their order. */
  readonly declined: readonly RemoteMethod[];
  /** How often it could not be sent. */
  readonly tries: number;
  /** The soft quotas that the first batch saw exceeded, for the final answer. */
  readonly warnings: readonly QuotaWarning[];
}

export function newTerms(wish: PaymentWish, warnings: readonly QuotaWarning[] = []): Terms {
  return { wish, declined: [], tries: 0, warnings };
}

/** As `details` of an attempt: JSON, read again by {@link termsOf}. */
export function detailsOf(terms: Terms): Attempt['details'] {
  return {
    quota_warnings: terms.warnings,
    tries: terms.tries,
    ...(terms.declined.length > 0 ? { declined: terms.declined } : {}),
    wish: {
      method: terms.wish.method,
      payment_method_id: terms.wish.paymentMethodId,
      forced: terms.wish.forced,
    },
  };
}

/** Attempts from before terms were kept go on as if their record's method had been asked for: no other pays. */
export function termsOf({ details }: Attempt, record: BillingRecord): Terms {
  const wish = details['wish'] as StoredWish | undefined;
  return {
    wish: wish
      ? { method: wish.method, paymentMethodId: wish.payment_method_id, forced: wish.forced }
      : { method: record.method, paymentMethodId: null, forced: false },
    declined: (details['declined'] ?? []) as readonly RemoteMethod[],
    tries: (details['tries'] ?? 0) as number,
    warnings: (details['quota_warnings'] ?? []) as readonly QuotaWarning[],
  };
}

interface StoredWish {
  readonly method: PaymentWish['method'];
  readonly payment_method_id: string | null;
  readonly forced: boolean;
}
