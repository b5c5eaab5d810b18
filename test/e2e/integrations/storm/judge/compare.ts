import type { CommandHistory } from '../../../money/faults/load/command-log.js';
import type { BooksHere } from './books-here.js';
import type { BooksThere, Movement } from './books-there.js';
import { casesOf } from './case.js';
import { compareAnswers } from './compare-answers.js';
import { compareCarried } from './compare-carried.js';
import { compareCharge } from './compare-charge.js';
import { compareRefund } from './compare-refund.js';
import { type Disagreements, noDisagreements } from './disagreements.js';

/** Holds what clients were told, what the service has written and what really moved outside against each other. */
export function compare(
  histories: readonly CommandHistory[],
  here: BooksHere,
  there: BooksThere,
): Disagreements {
  const found = noDisagreements();
  compareAnswers(histories, here.records, found);
  for (const one of casesOf(here, there)) {
    compareCharge(one, found);
    compareRefund(one, found);
  }
  compareCarried(here, there, found);
  for (const movement of there.taken) compareOrigin(movement, here, found.lost);
  for (const movement of there.given) compareOrigin(movement, here, found.refundedTwice);
  return found;
}

/** What moved outside moved because of an attempt that is here. */
function compareOrigin({ by, attemptId, billingId }: Movement, here: BooksHere, found: string[]): void {
  const ours = here.attemptsById.get(attemptId);
  if (!ours) found.push(`${by} moved value for ${attemptId}, which is not here`);
  else if (billingId !== null && ours.billing_id !== billingId) {
    found.push(`${by} moved value for ${attemptId} of ${billingId}, which is of ${ours.billing_id} here`);
  }
}
