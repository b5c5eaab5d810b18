import type { Account, Command } from '../../../../src/domain/commands.js';
import type { Answered } from '../reference/turn.js';
import type { WorldChange } from './world-change.js';

/** One thing that happened, and when it was asked for and answered by the test's own count of moments. */
export type Happening = CommandSent | WorldChanged;

interface Timed {
  /** Its number in the listing of the run. */
  readonly id: number;
  readonly burst: number;
  readonly caller: number;
  readonly asked: number;
  readonly answered: number;
}

export interface CommandSent extends Timed {
  readonly kind: 'command';
  readonly engine: number;
  readonly command: Command;
  readonly key: string;
  readonly found: Answered;
}

export interface WorldChanged extends Timed {
  readonly kind: 'world';
  readonly change: WorldChange;
}

/**
 * Commands of callers that an engine prepares in the same few steps, so that those of one account reach their lane in
 * the order in which they were submitted. The others look something up first, each at its own pace, and the service's
 * own commands, which nobody waits for with a deadline, skip a step.
 */
const KEEP_THEIR_ORDER = new Set<Command['type']>([
  'refund',
  'settled_outside',
  'open_wallet',
  'set_overdraft',
  'deposit',
  'withdraw',
  'transfer_out',
  'grant_credits',
  'add_payment_method',
  'remove_payment_method',
]);

/** Whether one must have taken effect before the other, whatever the outcomes are. */
export function mustPrecede(a: Happening, b: Happening): boolean {
  if (a.answered < b.asked) return true;
  return (
    a.kind === 'command' &&
    b.kind === 'command' &&
    a.asked < b.asked &&
    a.engine === b.engine &&
    isSame(a.command.account, b.command.account) &&
    KEEP_THEIR_ORDER.has(a.command.type) &&
    KEEP_THEIR_ORDER.has(b.command.type)
  );
}

function isSame(a: Account, b: Account): boolean {
  return a.type === b.type && a.id === b.id;
}
