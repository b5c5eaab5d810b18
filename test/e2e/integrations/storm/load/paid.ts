import type { Command, LoggedAnswer } from '../../../money/faults/load/command.js';
import type { CommandHistory } from '../../../money/faults/load/command-log.js';
import type { Paid } from './stories.js';

/** What an answer says that a charge has paid; null for every other answer. */
export function paidBy({ key, effect }: Command, answer: LoggedAnswer | null | undefined): Paid | null {
  const billingId = answer?.status === 200 ? answer.body['billing_id'] : null;
  if (effect.as !== 'record' || typeof billingId !== 'string') return null;
  return { key, user: effect.user, amount: effect.amount, billingId };
}

/** What clients were told that they have paid, without what they have asked back. */
export function paidIn(histories: readonly CommandHistory[]): Paid[] {
  const askedBack = new Set(
    histories.map(({ command: { effect } }) => (effect.as === 'refund' ? effect.billingId : '')),
  );
  return histories
    .map(({ command, answers }) =>
      paidBy(
        command,
        answers.find(({ status }) => status === 200),
      ),
    )
    .filter((paid) => paid !== null)
    .filter(({ billingId }) => !askedBack.has(billingId));
}
