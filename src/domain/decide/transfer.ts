import type { TransferDoneCommand, TransferInCommand, TransferOutCommand } from '../commands.js';
import type { WalletOutcome } from '../outcomes.js';
import type { Context, Decision, State } from '../state.js';
import { newAttempt } from './outside/new-attempt.js';
import { refusedWithoutTrace } from './steps/refusal.js';
import { moveMoney, walletOf, walletWithAtLeast } from './wallet.js';

/** The money leaves this account and is owed to the other; the attempt sees to it that it arrives. */
export function decideTransferOut(state: State, command: TransferOutCommand, context: Context): Decision {
  const balance = walletWithAtLeast(state, command, command.amount);
  if ('code' in balance) return refusedWithoutTrace(balance);
  const transferId = context.newId('transfer');
  const move = { source: 'available', destination: 'external', amount: command.amount } as const;
  const decision = moveMoney(
    state,
    balance,
    move,
    { ...command, operation: 'transfer_out', event: 'wallet_withdrawn', referenceId: transferId },
    context,
  );
  const intent = {
    attemptId: transferId,
    kind: 'transfer' as const,
    billingId: null,
    currency: command.currency,
    amount: command.amount,
    details: {
      to_wallet_id: command.toWalletId,
      to_account_type: command.toAccount.type,
      to_account_id: command.toAccount.id,
      description: command.description,
      metadata: command.metadata,
    },
  };
  return {
    outcome: { ...(decision.outcome as WalletOutcome), transferId },
    effects: { ...decision.effects, attempts: [{ before: null, after: newAttempt(intent, context) }] },
  };
}

export function decideTransferIn(state: State, command: TransferInCommand, context: Context): Decision {
  const balance = walletOf(state, command);
  if ('code' in balance) return refusedWithoutTrace(balance);
  const move = { source: 'external', destination: 'available', amount: command.amount } as const;
  return moveMoney(
    state,
    balance,
    move,
    { ...command, operation: 'transfer_in', event: 'wallet_deposited', referenceId: command.transferId },
    context,
  );
}

export function decideTransferDone(state: State, command: TransferDoneCommand): Decision {
  const attempt = state.attempt(command.transferId);
  const effects =
    attempt && attempt.state !== 'succeeded'
      ? { attempts: [{ before: attempt, after: { ...attempt, state: 'succeeded' as const } }] }
      : {};
  return { outcome: { kind: 'done' }, effects };
}
