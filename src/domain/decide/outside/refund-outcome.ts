import type { AttemptOutcome, SettlePaymentCommand } from '../../commands.js';
import type { BillingRecord } from '../../record.js';
import type { Attempt, Context, Decision, State } from '../../state.js';
import { isRefund } from './attempt-kinds.js';
import { dueAfter, newAttempt } from './new-attempt.js';
import { recordOutcome } from '../steps/recorded.js';
import { creditHere } from './refund-credit.js';

type Told = SettlePaymentCommand & { readonly outcome: Extract<AttemptOutcome, { status: 'declined' }> };

/**
 * A refund that had arrived, of which the upstream tells by itself that it did not after all: the payer's bank has sent it
 * back. It becomes credits as if it had never had a way, once: the attempt is then no more succeeded but declined.
 */
export function hasComeBack(attempt: Attempt, command: SettlePaymentCommand): command is Told {
  const { leaseNumber, outcome } = command;
  if (!isRefund(attempt) || attempt.state !== 'succeeded' || leaseNumber !== null) return false;
  return outcome.status === 'declined' && outcome.code === 'no_route_back';
}

/** The books gave the money back when the refund was decided; here it has arrived at the payer, or found no way. */
export function settleRefund(
  state: State,
  record: BillingRecord,
  attempt: Attempt,
  outcome: Exclude<AttemptOutcome, { status: 'unknown' }>,
  context: Context,
): Decision {
  switch (outcome.status) {
    case 'succeeded':
      return {
        outcome: recordOutcome(record, false),
        effects: {
          attempts: [
            {
              before: attempt,
              after: { ...attempt, state: 'succeeded', transactionId: outcome.transactionId },
            },
          ],
        },
      };
    case 'declined': {
      const after: Attempt = { ...attempt, state: 'declined', failureReason: outcome.reason };
      // Refused otherwise because the payer has it back already, or gets it another way: not a second time from us.
      return outcome.code === 'no_route_back'
        ? credited(state, record, { before: attempt, after }, context)
        : { outcome: recordOutcome(record, false), effects: { attempts: [{ before: attempt, after }] } };
    }
    case 'given_up':
      return credited(
        state,
        record,
        {
          before: attempt,
          after: { ...attempt, state: 'given_up', failureReason: 'charge_not_confirmed' },
        },
        context,
      );
    case 'not_sent':
      return sendLater(state, record, attempt, context);
  }
}

/** Surely not sent: another attempt goes after a pause, a bounded number of times. */
function sendLater(state: State, record: BillingRecord, attempt: Attempt, context: Context): Decision {
  const tries = ((attempt.details['tries'] ?? 0) as number) + 1;
  const closed: Attempt = { ...attempt, state: 'not_sent', failureReason: 'payer_unavailable' };
  const change = { before: attempt, after: closed };
  if (tries >= context.settlementTries) return credited(state, record, change, context);
  const { kind, billingId, currency, amount, details, answers } = attempt;
  const attemptId = context.newId('attempt');
  const intent = { attemptId, kind, billingId, currency, amount, details: { ...details, tries } };
  const again: Attempt = { ...newAttempt(intent, context, answers), dueAt: dueAfter(tries, context) };
  return {
    outcome: { ...recordOutcome(record, false), refundId: again.attemptId },
    effects: { attempts: [change, { before: null, after: again }] },
  };
}

function credited(
  state: State,
  record: BillingRecord,
  change: { readonly before: Attempt; readonly after: Attempt },
  context: Context,
): Decision {
  const { attemptId, currency, amount, failureReason } = change.after;
  const credit = creditHere(state, record, { currency, amount, attemptId, reason: failureReason }, context);
  return { outcome: recordOutcome(record, false), effects: { ...credit, attempts: [change] } };
}
