import { type Case, worthOf } from './case.js';
import type { Movement } from './books-there.js';
import type { Disagreements } from './disagreements.js';

/** What was asked back came back once: there, from where it was taken, or as credits here if there was no way. */
export function compareRefund(one: Case, found: Disagreements): void {
  const { record, given, credited, attempts } = one;
  const { billing_id: id, billing_status: status } = record;
  const refunds = attempts.filter(({ kind }) => kind.endsWith('_refund'));
  const ways = given.length + credited.length;
  const what = [
    ...given.map(({ attemptId }) => `outside by ${attemptId}`),
    ...credited.map(({ reference_id }) => `here for ${reference_id}`),
  ].join(', ');
  if (ways > 1) found.refundedTwice.push(`${id} (${status}) came back ${ways} times: ${what}`);
  if (status !== 'refunded') {
    if (ways === 1) found.refundedTwice.push(`${id} is ${status}, and came back ${what}`);
    return;
  }
  const isOpen = refunds.some(({ state }) => state === 'created' || state === 'unknown');
  if (refunds.length > 0 && ways === 0 && !isOpen) found.refundsLost.push(`${id} has not come back`);
  for (const movement of given) compareGiven(one, movement, found);
  for (const { amount, reference_id } of credited) {
    const attempt = refunds.find(({ attempt_id }) => attempt_id === reference_id);
    // Credits outside are not taken back; everybody else is asked for no more than he took.
    if (attempt?.kind !== 'credits_refund') {
      found.refundsLost.push(`${id} became ${amount} credits here, although ${attempt?.kind} could go back`);
    }
  }
}

function compareGiven({ record, attempts, taken }: Case, movement: Movement, found: Disagreements): void {
  const { billing_id: id, account_id: account, currency } = record;
  const attempt = attempts.find(({ attempt_id }) => attempt_id === movement.attemptId);
  const worth = worthOf(movement, currency);
  if (!attempt || !worth.eq(attempt.amount)) {
    found.amounts.push(`${id}: ${attempt?.amount} was to go back, ${worth.toFixed()} did`);
  }
  if (attempt && attempt.state !== 'succeeded' && attempt.state !== 'unknown') {
    found.refundsLost.push(`${movement.attemptId} of ${id} went back, and is ${attempt.state}`);
  }
  if (!taken.some(({ transactionId }) => transactionId === movement.transactionId)) {
    found.strangers.push(`${id} came back as part of ${movement.transactionId}, which is not its charge`);
  }
  if (movement.account !== account)
    found.strangers.push(`${id} of ${account} came back to ${movement.account}`);
}
