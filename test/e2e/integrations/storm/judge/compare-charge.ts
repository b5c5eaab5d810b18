import Big from 'big.js';
import { type Case, isCarried, isPaid, METHOD_OF, worthOf } from './case.js';
import type { Movement } from './books-there.js';
import type { Disagreements } from './disagreements.js';

/** What a record says was paid was taken once, of its own payer, and exactly that; nothing was taken for another. */
export function compareCharge(one: Case, found: Disagreements): void {
  const { record, taken, paidHere } = one;
  const { billing_id: id, billing_status: status, total_amount: total } = record;
  const ways = taken.length + paidHere.length + (isCarried(one) ? 1 : 0);
  if (status === 'pending' || status === 'processing') found.stuck.push(`${id} is ${status}`);
  else if (isPaid(one) && ways === 0) found.lost.push(`${id} is ${status}, and nothing was taken`);
  else if (!isPaid(one) && ways > 0) {
    const what = taken.map(({ by, amount }) => `${by} took ${amount}`).join(', ') || 'it was paid here';
    found.lost.push(`${id} is ${status} (${record.failure_reason}), and ${what}`);
  }
  if (ways > 1) {
    const attempts = taken.map(({ attemptId }) => attemptId).join(', ');
    found.chargedTwice.push(`${id} (${status}) was charged ${ways} times: ${attempts}`);
  }
  for (const { amount } of paidHere) {
    if (!new Big(amount).eq(total)) found.amounts.push(`${id} of ${total}: ${amount} was paid here`);
  }
  for (const movement of taken) compareTaken(one, movement, found);
}

function compareTaken({ record, attempts }: Case, movement: Movement, found: Disagreements): void {
  const { billing_id: id, account_id: account, billing_method: method, total_amount: total } = record;
  const attempt = attempts.find(({ attempt_id }) => attempt_id === movement.attemptId);
  if (!attempt) return;
  const worth = worthOf(movement, attempt.currency);
  if (!worth.eq(attempt.amount) || !worth.plus(attempt.left_over).eq(total)) {
    const sent = `${attempt.amount} sent and ${attempt.left_over} left over`;
    found.amounts.push(`${id} of ${total}: ${sent}, ${worth.toFixed()} taken`);
  }
  if (attempt.state !== 'succeeded' && record.billing_status === 'completed') {
    found.lost.push(`${movement.attemptId} of ${id} was taken, and is ${attempt.state}`);
  }
  if (movement.account !== account) found.strangers.push(`${id} is of ${account}, ${movement.account} paid`);
  if (METHOD_OF[movement.by] !== method) {
    found.strangers.push(`${id} says ${method}, and ${METHOD_OF[movement.by]} took it`);
  }
}
