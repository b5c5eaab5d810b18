import type { CommandType } from '../../domain/commands.js';

/**
 * How long the key of a command is remembered. The keys of records stay, as records do. What this service sends by
 * itself for an attempt, under the attempt's own name, stays with the attempt: it is what keeps a transfer that
 * comes late from arriving twice.
 */
const LIFE: Readonly<Record<CommandType, 'record' | 'attempt' | 'retention'>> = {
  charge: 'record',
  process: 'record',
  refund: 'record',
  settled_outside: 'record',
  settle_payment: 'attempt',
  decide_again: 'attempt',
  transfer_in: 'attempt',
  transfer_done: 'attempt',
  transfer_out: 'retention',
  open_wallet: 'retention',
  set_overdraft: 'retention',
  deposit: 'retention',
  withdraw: 'retention',
  grant_credits: 'retention',
  subscribe: 'retention',
  add_payment_method: 'retention',
  remove_payment_method: 'retention',
};

/** The commands whose keys are forgotten after the time of retention. */
export const FORGOTTEN_OPERATIONS = (Object.keys(LIFE) as CommandType[]).filter(
  (operation) => LIFE[operation] === 'retention',
);
