import type { Command, CommandType } from '../../../../src/domain/commands.js';
import type { Outcome } from '../../../../src/domain/outcomes.js';
import { copyOf, nameOf, type Books } from './books.js';
import { charge, process } from './charging.js';
import { exactOf, textOf } from './exact.js';
import { addPaymentMethod, removePaymentMethod, subscribe } from './memberships.js';
import { decideAgain } from './deciding-again.js';
import { refund } from './refunding.js';
import { settledOutside } from './settled-outside.js';
import { settlePayment } from './settling.js';
import { refused, Turn, type Answered } from './turn.js';
import {
  deposit,
  grantCredits,
  openWallet,
  setOverdraft,
  transferDone,
  transferIn,
  transferOut,
  withdraw,
} from './wallets.js';

type Rules = {
  readonly [T in CommandType]: (turn: Turn<Extract<Command, { type: T }>>, found: Outcome) => Outcome;
};

/** What each command is to do. The compiler asks for a rule for every command that exists. */
const RULES: Rules = {
  charge,
  process,
  settle_payment: settlePayment,
  decide_again: decideAgain,
  refund,
  settled_outside: settledOutside,
  open_wallet: openWallet,
  set_overdraft: setOverdraft,
  deposit,
  withdraw,
  transfer_out: transferOut,
  transfer_in: transferIn,
  transfer_done: transferDone,
  grant_credits: grantCredits,
  subscribe,
  add_payment_method: addPaymentMethod,
  remove_payment_method: removePaymentMethod,
};

export const COMMAND_TYPES = Object.keys(RULES) as CommandType[];

export interface Verdict extends Answered {
  /** The same object when nothing changed. */
  readonly books: Books;
}

/**
 * What a command comes to on these books. `found` is the engine's answer: the reference takes the names of new things
 * from it, and which of several equal quotas is spoken of.
 */
export function decide(books: Books, command: Command, key: string, found: Answered): Verdict {
  const account = `${command.account.type}:${command.account.id}`;
  const name = nameOf(account, command.type, key);
  const body = bodyOf(command);
  const used = books.keys.get(name);
  if (used) {
    return used.body === body
      ? { books, outcome: used.outcome, replayed: true }
      : { books, outcome: refused('idempotency_key_conflict', { idempotency_key: key }), replayed: false };
  }
  const next = copyOf(books);
  const rule = RULES[command.type] as (turn: Turn, found: Outcome) => Outcome;
  const outcome = rule(new Turn(next, command, key, found), found.outcome);
  if (outcome.kind === 'refused' || isStale(outcome)) return { books, outcome, replayed: false };
  const billingId = billingIdOf(command, outcome, books, next);
  next.keys.set(name, { account, operation: command.type, key, body, outcome, billingId });
  return { books: next, outcome, replayed: false };
}

function isStale(outcome: Outcome): boolean {
  return outcome.kind === 'record' && outcome.stale === true;
}

/** A key names the record that its command changed. */
function billingIdOf(command: Command, outcome: Outcome, before: Books, after: Books): string | null {
  if (!('billingId' in outcome)) return null;
  const { billingId } = outcome;
  return before.records.get(billingId) === after.records.get(billingId) ? null : billingId;
}

/** The request in one spelling: `1.50` is `1.5`, and the order of members means nothing. */
export function bodyOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(bodyOf).join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if ('toFixed' in value) return textOf(exactOf(value as { toFixed(): string }));
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${bodyOf(member)}`).join()}}`;
}
