import type {
  DepositCommand,
  GrantCreditsCommand,
  OpenWalletCommand,
  SetOverdraftCommand,
  TransferDoneCommand,
  TransferInCommand,
  TransferOutCommand,
  WithdrawCommand,
} from '../../../../src/domain/commands.js';
import type { Outcome, WalletOutcome } from '../../../../src/domain/outcomes.js';
import type { Posting, Wallet } from './rows.js';
import { iso } from './calendar.js';
import { exactOf, NOTHING, textOf } from './exact.js';
import { refused, type Turn } from './turn.js';

function emptyWallet(turn: Turn, currency: string): Wallet {
  const none = { available: NOTHING, credits: NOTHING, overdraft: NOTHING };
  return { account: turn.account, currency, walletId: null, ...none };
}

export function openWallet(turn: Turn<OpenWalletCommand>): Outcome {
  const { currency, initialBalance } = turn.command;
  const owned = turn.wallet(currency) ?? emptyWallet(turn, currency);
  if (owned.walletId) return refused('wallet_already_exists', { wallet_id: owned.walletId });
  const opened = turn.keep({ ...owned, walletId: turn.newName('walletId') });
  const amount = exactOf(initialBalance);
  if (amount === 0n) return answer(turn, opened, 'wallet_created', null);
  return move(turn, opened, 'wallet_created', { source: 'deposits', destination: 'available', amount });
}

export function setOverdraft(turn: Turn<SetOverdraftCommand>): Outcome {
  const wallet = namedWallet(turn);
  if (!wallet) return refused('wallet_not_found');
  const overdraft = exactOf(turn.command.overdraftLimit);
  if (wallet.available < -overdraft) {
    return refused('overdraft_in_use', { balance: textOf(wallet.available), wallet_id: wallet.walletId });
  }
  return answer(turn, turn.keep({ ...wallet, overdraft }), 'wallet_changed', null);
}

export function deposit(turn: Turn<DepositCommand>): Outcome {
  const wallet = namedWallet(turn);
  if (!wallet) return refused('wallet_not_found');
  return move(turn, wallet, 'wallet_deposited', {
    source: 'deposits',
    destination: 'available',
    amount: exactOf(turn.command.amount),
    referenceId: turn.command.referenceId,
  });
}

export function withdraw(turn: Turn<WithdrawCommand>): Outcome {
  const wallet = namedWallet(turn);
  if (!wallet) return refused('wallet_not_found');
  return takeOut(turn, wallet, turn.command.destination);
}

/** Half a transfer: the money is nowhere until it arrives, and an attempt sees to that. */
export function transferOut(turn: Turn<TransferOutCommand>): Outcome {
  const { command } = turn;
  const wallet = namedWallet(turn);
  if (!wallet) return refused('wallet_not_found');
  if (wallet.available < exactOf(command.amount)) return takeOut(turn, wallet, null);
  const transferId = turn.newName('transferId');
  turn.books.attempts.set(transferId, {
    attemptId: transferId,
    account: turn.account,
    kind: 'transfer',
    billingId: null,
    state: 'created',
    currency: command.currency,
    amount: exactOf(command.amount),
    details: {
      to_wallet_id: command.toWalletId,
      to_account_type: command.toAccount.type,
      to_account_id: command.toAccount.id,
      description: command.description,
      metadata: command.metadata,
    },
    warnings: [],
    terms: null,
    operation: 'transfer_out',
    key: turn.key,
    dueAt: turn.now + turn.books.bounds.takeoverAfterMs,
    checks: 0,
    lease: 0,
    transactionId: null,
    failure: null,
  });
  return { ...takeOut(turn, wallet, transferId), transferId } as WalletOutcome;
}

export function transferIn(turn: Turn<TransferInCommand>): Outcome {
  const wallet = namedWallet(turn);
  if (!wallet) return refused('wallet_not_found');
  return move(turn, wallet, 'wallet_deposited', {
    source: 'external',
    destination: 'available',
    amount: exactOf(turn.command.amount),
    referenceId: turn.command.transferId,
  });
}

export function transferDone(turn: Turn<TransferDoneCommand>): Outcome {
  const attempt = turn.books.attempts.get(turn.command.transferId);
  if (attempt) turn.books.attempts.set(attempt.attemptId, { ...attempt, state: 'succeeded' });
  return { kind: 'done' };
}

export function grantCredits(turn: Turn<GrantCreditsCommand>): Outcome {
  const { currency, amount, referenceId } = turn.command;
  const wallet = turn.keep(turn.wallet(currency) ?? emptyWallet(turn, currency));
  return move(turn, wallet, 'credits_granted', {
    source: 'deposits',
    destination: 'credits',
    amount: exactOf(amount),
    referenceId,
  });
}

function namedWallet(turn: Turn<Extract<Turn['command'], { walletId: string }>>): Wallet | null {
  const { currency, walletId } = turn.command;
  const wallet = turn.wallet(currency);
  return wallet?.walletId === walletId ? wallet : null;
}

/** Only what is there: an overdraft is for charges. */
function takeOut(
  turn: Turn<WithdrawCommand | TransferOutCommand>,
  wallet: Wallet,
  referenceId: string | null,
): Outcome {
  const amount = exactOf(turn.command.amount);
  if (wallet.available < amount) {
    const { currency } = wallet;
    const facts = { balance: textOf(wallet.available), required: textOf(amount), currency };
    return refused('insufficient_funds', facts);
  }
  const out = { source: 'available', destination: 'external', amount, referenceId };
  return move(turn, wallet, 'wallet_withdrawn', out);
}

/** One posting, and its line on the statement. */
function move(
  turn: Turn,
  before: Wallet,
  event: string,
  moved: Pick<Posting, 'source' | 'destination' | 'amount'> & { readonly referenceId?: string | null },
): Outcome {
  const { command } = turn;
  const transaction = {
    transactionId: turn.newName('transactionId'),
    type: command.type,
    description: 'description' in command ? command.description : null,
    referenceId: moved.referenceId ?? null,
    metadata: 'metadata' in command ? command.metadata : null,
  };
  const { type: operation, ...written } = transaction;
  const after = turn.post({ ...moved, ...written, operation, currency: before.currency }) as Wallet;
  const balance = moved.destination === 'credits' ? 'credits' : 'available';
  return answer(turn, after, event, {
    ...transaction,
    amount: textOf(moved.amount),
    balanceBefore: textOf(before[balance]),
    balanceAfter: textOf(after[balance]),
    createdAt: iso(turn.now),
  });
}

function answer(
  turn: Turn,
  { walletId, currency, available, credits, overdraft }: Wallet,
  event: string,
  transaction: WalletOutcome['transaction'],
): WalletOutcome {
  turn.tell(event, {
    wallet_id: walletId,
    currency,
    overdraft_limit: textOf(overdraft),
    transaction_id: transaction?.transactionId ?? null,
    amount: transaction?.amount ?? null,
  });
  return {
    kind: 'wallet',
    walletId,
    accountId: turn.account,
    currency,
    available: textOf(available),
    held: '0',
    credits: textOf(credits),
    overdraftLimit: textOf(overdraft),
    transaction,
    transferId: null,
  };
}
