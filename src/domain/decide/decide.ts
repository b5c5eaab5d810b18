import type { Command } from '../commands.js';
import type { Context, Decision, State } from '../state.js';
import { decideCharge, decideProcess } from './charge.js';
import { decideAgain } from './decide-again.js';
import { decideAddPaymentMethod, decideRemovePaymentMethod } from './payment-method.js';
import { decideRefund } from './refund.js';
import { decideSettlePayment } from './settle.js';
import { decideSettledOutside } from './settled-outside.js';
import { decideSubscribe } from './subscribe.js';
import { decideTransferDone, decideTransferIn, decideTransferOut } from './transfer.js';
import {
  decideDeposit,
  decideGrantCredits,
  decideOpenWallet,
  decideSetOverdraft,
  decideWithdraw,
} from './wallet.js';

/**
 * The one place where money, quota and allowance are decided: pure, exact, in arrival order. A refusal is an outcome,
 * not an exception, and never disturbs the command's neighbours in its batch.
 */
export function decide(state: State, command: Command, context: Context): Decision {
  switch (command.type) {
    case 'charge':
      return decideCharge(state, command, context);
    case 'process':
      return decideProcess(state, command, context);
    case 'settle_payment':
      return decideSettlePayment(state, command, context);
    case 'decide_again':
      return decideAgain(state, command, context);
    case 'refund':
      return decideRefund(state, command, context);
    case 'settled_outside':
      return decideSettledOutside(state, command, context);
    case 'open_wallet':
      return decideOpenWallet(state, command, context);
    case 'set_overdraft':
      return decideSetOverdraft(state, command);
    case 'deposit':
      return decideDeposit(state, command, context);
    case 'withdraw':
      return decideWithdraw(state, command, context);
    case 'transfer_out':
      return decideTransferOut(state, command, context);
    case 'transfer_in':
      return decideTransferIn(state, command, context);
    case 'transfer_done':
      return decideTransferDone(state, command);
    case 'grant_credits':
      return decideGrantCredits(state, command, context);
    case 'subscribe':
      return decideSubscribe(state, command, context);
    case 'add_payment_method':
      return decideAddPaymentMethod(state, command, context);
    case 'remove_payment_method':
      return decideRemovePaymentMethod(state, command);
  }
}
