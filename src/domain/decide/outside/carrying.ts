import { accrue, giveBack, giveBackInAnyAmount, giveBackTaken } from '../../payers/accrual.js';
import { decimal, formatQuantity, type Decimal, ZERO } from '../../decimal.js';
import type { BillingRecord } from '../../record.js';
import type { RemoteMethod } from '../../payers/remote.js';
import type { Attempt, CarriedAmount, Context, State } from '../../state.js';
import { methodOf } from './attempt-kinds.js';

/** What of a charge or refund goes outside now, and what is left over on the account. */
export interface Share {
  readonly send: Decimal;
  readonly carried: readonly CarriedAmount[];
  /** For the attempt: by how much its amount differs from the record's. */
  readonly details: { readonly left_over?: string; readonly credited?: string };
}

/** Of a refund. What can neither go back nor be carried becomes credits here. */
export interface RefundShare extends Share {
  readonly credit: Decimal;
}

/** Of a charge. What a payer takes in any amount is sent whole. */
export function shareToCharge(
  state: State,
  { total, currency }: BillingRecord,
  method: RemoteMethod,
  { remote }: Context,
): Share {
  const denomination = remote.denomination(method, currency as string);
  if (denomination === null) return { send: total, carried: [], details: {} };
  const before = state.carried(method, currency as string);
  const { send, carried } = accrue(before, total, denomination);
  return shareOf(total, send, { method, currency: currency as string, amount: carried });
}

/** Of a refund: whole units the way they came, of what was taken; the rest lessens what is carried. */
export function shareToRefund(
  state: State,
  { total, currency }: BillingRecord,
  method: RemoteMethod,
  taken: Decimal,
  { remote }: Context,
): RefundShare {
  const account = { method, currency: currency as string };
  const denomination = remote.denomination(method, account.currency);
  const before = state.carried(method, account.currency);
  if (denomination !== null) {
    const { send, carried } = giveBackTaken(before, total, taken, denomination);
    return { ...shareOf(total, send, { ...account, amount: carried }), credit: ZERO };
  }
  if (taken.gte(total)) return { send: total, carried: [], details: {}, credit: ZERO };
  const { send, carried, credit } = giveBackInAnyAmount(before, total, taken);
  const share = shareOf(total.minus(credit), send, { ...account, amount: carried });
  if (credit.eq(ZERO)) return { ...share, credit };
  return { ...share, details: { ...share.details, credited: formatQuantity(credit) }, credit };
}

function shareOf(total: Decimal, send: Decimal, carried: CarriedAmount): Share {
  return { send, carried: [carried], details: { left_over: formatQuantity(total.minus(send)) } };
}

/** A charge that did not come about: nothing of it is owed, and nothing was taken. */
export function carriedBack(state: State, attempt: Attempt): readonly CarriedAmount[] {
  const method = methodOf(attempt);
  const leftOver = attempt.details['left_over'] as string | undefined;
  if (method === null || leftOver === undefined) return [];
  const { currency, amount } = attempt;
  const total = amount.plus(decimal(leftOver));
  return [{ method, currency, amount: giveBack(state.carried(method, currency), total, amount) }];
}
