import { type Decimal, formatQuantity, ZERO } from '../../decimal.js';
import type { Balance } from '../../ledger.js';
import type { ChargeOutcome } from '../../outcomes.js';
import type { RemoteMethods } from '../../payers/remote.js';
import type { BillingMethod } from '../../vocabulary.js';

/** Of one account in one currency. */
export interface Balances {
  /** What lies here; null where nothing ever did. */
  readonly local: Balance | null;
  readonly remote: Pick<RemoteMethods, 'isRemote'>;
  /** What the upstream that has just paid says is left there; absent or null where it said nothing. */
  readonly left?: Decimal | null | undefined;
}

/**
 * What an answer may say of balances. What an upstream keeps is told where that has just told it, and else is not known:
 * what lies here beside it (credits of a refund that found no way back) would be taken for the whole.
 */
export function shownBalances(
  { local, remote, left = null }: Balances,
  paidBy: BillingMethod | null,
): Pick<ChargeOutcome, 'walletBalance' | 'creditBalance'> {
  const leftBy = (method: BillingMethod): Decimal | null => (method === paidBy ? left : null);
  const wallet = local?.walletId ? local.available : null;
  const credits = leftBy('credit_consumption');
  return {
    walletBalance: textOf(remote.isRemote('wallet_deduction') ? leftBy('wallet_deduction') : wallet),
    creditBalance: textOf(
      remote.isRemote('credit_consumption')
        ? credits && credits.plus(local?.credits ?? ZERO)
        : (local?.credits ?? null),
    ),
  };
}

function textOf(balance: Decimal | null): string | null {
  return balance && formatQuantity(balance);
}
