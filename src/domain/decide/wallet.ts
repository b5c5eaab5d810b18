import type {
  DepositCommand,
  GrantCreditsCommand,
  OpenWalletCommand,
  SetOverdraftCommand,
  TransferInCommand,
  TransferOutCommand,
  WithdrawCommand,
} from '../commands.js';
import { formatQuantity, ZERO, type Decimal } from '../decimal.js';
import { applyPosting, emptyBalance, transactionIdOf, type Balance, type Posting } from '../ledger.js';
import type { WalletOutcome, WalletTransaction } from '../outcomes.js';
import { refuse, type Refusal } from '../problems/problems.js';
import type { Context, Decision, State } from '../state.js';
import type { EventType, LedgerAccount } from '../vocabulary.js';
import { refusedWithoutTrace } from './steps/refusal.js';

/** One wallet per account and currency. Credits may have made the balance row before. */
export function decideOpenWallet(state: State, command: OpenWalletCommand, context: Context): Decision {
  const existing = state.balance(command.currency);
  if (existing?.walletId) {
    return refusedWithoutTrace(
      refuse('wallet_already_exists', `The account has a wallet in ${command.currency}`, {
        wallet_id: existing.walletId,
      }),
    );
  }
  const opened: Balance = {
    ...(existing ?? emptyBalance(command.currency)),
    walletId: context.newId('wallet'),
  };
  const move = { source: 'deposits', destination: 'available', amount: command.initialBalance } as const;
  if (command.initialBalance.eq(ZERO)) return walletDecision(state, opened, null, 'wallet_created');
  return moveMoney(state, opened, move, { operation: command.type, event: 'wallet_created' }, context);
}

export function decideSetOverdraft(state: State, command: SetOverdraftCommand): Decision {
  const balance = walletOf(state, command);
  if ('code' in balance) return refusedWithoutTrace(balance);
  if (balance.available.lt(ZERO.minus(command.overdraftLimit))) {
    return refusedWithoutTrace(
      refuse('overdraft_in_use', 'The wallet owes more than this overdraft limit', {
        balance: formatQuantity(balance.available),
        wallet_id: command.walletId,
      }),
    );
  }
  return walletDecision(
    state,
    { ...balance, overdraftLimit: command.overdraftLimit },
    null,
    'wallet_changed',
  );
}

export function decideDeposit(state: State, command: DepositCommand, context: Context): Decision {
  const balance = walletOf(state, command);
  if ('code' in balance) return refusedWithoutTrace(balance);
  const move = { source: 'deposits', destination: 'available', amount: command.amount } as const;
  return moveMoney(
    state,
    balance,
    move,
    { ...command, operation: 'deposit', event: 'wallet_deposited', referenceId: command.referenceId },
    context,
  );
}

export function decideWithdraw(state: State, command: WithdrawCommand, context: Context): Decision {
  const balance = walletWithAtLeast(state, command, command.amount);
  if ('code' in balance) return refusedWithoutTrace(balance);
  const move = { source: 'available', destination: 'external', amount: command.amount } as const;
  return moveMoney(
    state,
    balance,
    move,
    { ...command, operation: 'withdraw', event: 'wallet_withdrawn', referenceId: command.destination },
    context,
  );
}

export function decideGrantCredits(state: State, command: GrantCreditsCommand, context: Context): Decision {
  const balance = state.balance(command.currency) ?? emptyBalance(command.currency);
  const move = { source: 'deposits', destination: 'credits', amount: command.amount } as const;
  return moveMoney(
    state,
    balance,
    move,
    { ...command, metadata: null, operation: 'grant_credits', event: 'credits_granted' },
    context,
  );
}

type WalletNamed = { readonly walletId: string; readonly currency: string };

/** The id was resolved without a lock; here it is checked again under it. */
export function walletOf(state: State, { walletId, currency }: WalletNamed): Balance | Refusal {
  const balance = state.balance(currency);
  return balance?.walletId === walletId ? balance : refuse('wallet_not_found', 'Wallet not found');
}

/** Withdrawals and transfers never use an overdraft: nobody takes out what he does not have. */
export function walletWithAtLeast(
  state: State,
  command: WithdrawCommand | TransferOutCommand,
  amount: Decimal,
): Balance | Refusal {
  const balance = walletOf(state, command);
  if ('code' in balance || balance.available.gte(amount)) return balance;
  return refuse('insufficient_funds', 'Insufficient wallet balance', {
    balance: formatQuantity(balance.available),
    required: formatQuantity(amount),
    currency: balance.currency,
  });
}

interface MovementDetails {
  readonly operation: Posting['operation'];
  readonly event: EventType;
  readonly description?: string | null;
  readonly referenceId?: string | null;
  readonly metadata?: TransferInCommand['metadata'];
}

export function moveMoney(
  state: State,
  before: Balance,
  move: { readonly source: LedgerAccount; readonly destination: LedgerAccount; readonly amount: Decimal },
  details: MovementDetails,
  context: Context,
): Decision {
  const after = applyPosting(before, move);
  const touchesWallet = move.source === 'available' || move.destination === 'available';
  const posting: Posting = {
    ...move,
    postingId: context.newPostingId(),
    accountId: state.accountId,
    currency: before.currency,
    operation: details.operation,
    billingId: null,
    balanceAfter: touchesWallet ? after.available : null,
    referenceId: details.referenceId ?? null,
    description: details.description ?? null,
    metadata: details.metadata ?? null,
  };
  return walletDecision(state, after, { posting, before, context }, details.event);
}

function walletDecision(
  state: State,
  balance: Balance,
  moved: { posting: Posting; before: Balance; context: Context } | null,
  event: EventType,
): Decision {
  const transaction = moved ? transactionOf(moved.posting, moved.before, balance, moved.context) : null;
  const outcome: WalletOutcome = {
    kind: 'wallet',
    walletId: balance.walletId,
    accountId: state.accountId,
    currency: balance.currency,
    available: formatQuantity(balance.available),
    held: formatQuantity(balance.held),
    credits: formatQuantity(balance.credits),
    overdraftLimit: formatQuantity(balance.overdraftLimit),
    transaction,
    transferId: null,
  };
  return {
    outcome,
    effects: {
      balance,
      ...(moved ? { postings: [moved.posting] } : {}),
      events: [
        {
          type: event,
          billingId: null,
          payload: {
            wallet_id: balance.walletId,
            currency: balance.currency,
            overdraft_limit: outcome.overdraftLimit,
            transaction_id: transaction?.transactionId ?? null,
            amount: transaction?.amount ?? null,
          },
        },
      ],
    },
  };
}

function transactionOf(
  posting: Posting,
  before: Balance,
  after: Balance,
  context: Context,
): WalletTransaction {
  const ofCredits = posting.destination === 'credits' || posting.source === 'credits';
  return {
    transactionId: transactionIdOf(posting.postingId),
    type: posting.operation,
    amount: formatQuantity(posting.amount),
    balanceBefore: formatQuantity(ofCredits ? before.credits : before.available),
    balanceAfter: formatQuantity(ofCredits ? after.credits : after.available),
    description: posting.description,
    referenceId: posting.referenceId,
    metadata: posting.metadata,
    createdAt: new Date(context.now).toISOString(),
  };
}
