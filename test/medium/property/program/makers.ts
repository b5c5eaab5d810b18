import type fc from 'fast-check';
import type { Command, CommandType } from '../../../../src/domain/commands.js';
import { addPaymentMethod, removePaymentMethod, subscribe } from './membership-makers.js';
import type { Maker } from './program.js';
import { decideAgain, process, refund, settledOutside, settlePayment } from './record-makers.js';
import { charge } from './usage-makers.js';
import {
  deposit,
  grantCredits,
  openWallet,
  setOverdraft,
  transferDone,
  transferIn,
  transferOut,
  withdraw,
} from './wallet-makers.js';

type Makers = {
  readonly [T in CommandType]: {
    /** How often, beside the others. */
    readonly weight: number;
    readonly maker: fc.Arbitrary<Maker<Extract<Command, { type: T }>>>;
    /** Another request of the same kind and payer, to be sent under the same key. */
    readonly other: (command: Extract<Command, { type: T }>) => Extract<Command, { type: T }>;
  };
};

/** How each command is made at random. The compiler asks for every command that exists. */
export const MAKERS: Makers = {
  charge: {
    weight: 24,
    maker: charge,
    other: (command) => ({ ...command, usage: { ...command.usage, sessionId: 'another' } }),
  },
  process: {
    weight: 12,
    maker: process,
    other: (command) => ({ ...command, forceCharge: !command.forceCharge }),
  },
  settle_payment: {
    weight: 26,
    maker: settlePayment,
    other: (command) => ({
      ...command,
      outcome: { status: 'declined', code: 'payment_declined', reason: 'another reason' },
    }),
  },
  decide_again: {
    weight: 30,
    maker: decideAgain,
    other: (command) => ({ ...command, leaseNumber: command.leaseNumber + 1 }),
  },
  refund: { weight: 6, maker: refund, other: (command) => ({ ...command, reason: 'another' }) },
  settled_outside: {
    weight: 7,
    maker: settledOutside,
    other: (command) => ({ ...command, paymentTransactionId: 'pay-another' }),
  },
  open_wallet: { weight: 2, maker: openWallet, other: (command) => ({ ...command, currency: 'EUR' }) },
  set_overdraft: {
    weight: 5,
    maker: setOverdraft,
    other: (command) => ({ ...command, overdraftLimit: command.overdraftLimit.plus('1') }),
  },
  deposit: {
    weight: 3,
    maker: deposit,
    other: (command) => ({ ...command, amount: command.amount.plus('1') }),
  },
  withdraw: {
    weight: 6,
    maker: withdraw,
    other: (command) => ({ ...command, amount: command.amount.plus('1') }),
  },
  transfer_out: {
    weight: 9,
    maker: transferOut,
    other: (command) => ({ ...command, amount: command.amount.plus('1') }),
  },
  transfer_in: {
    weight: 9,
    maker: transferIn,
    other: (command) => ({ ...command, description: 'another' }),
  },
  transfer_done: {
    weight: 9,
    maker: transferDone,
    other: (command) => ({ ...command, transferId: 'tr_another' }),
  },
  grant_credits: {
    weight: 3,
    maker: grantCredits,
    other: (command) => ({ ...command, amount: command.amount.plus('1') }),
  },
  subscribe: { weight: 2, maker: subscribe, other: (command) => ({ ...command, planId: 'plan-b' }) },
  add_payment_method: {
    weight: 2,
    maker: addPaymentMethod,
    other: (command) => ({ ...command, token: 'tok_another' }),
  },
  remove_payment_method: {
    weight: 3,
    maker: removePaymentMethod,
    other: (command) => ({ ...command, paymentMethodId: 'pm_another' }),
  },
};

export function otherThan(command: Command): Command {
  return (MAKERS[command.type].other as (command: Command) => Command)(command);
}
