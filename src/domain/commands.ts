import type { Decimal } from './decimal.js';
import type { DeclineCode } from './payers/remote.js';
import type { AccountType, BillingCycle, BillingMethod, ServiceType } from './vocabulary.js';

/**
 * A command is everything that may move money, quota or allowance of one payer account. It is validated and
 * normalised before it is built: absent is `null`, ids are trimmed, decimals are exact, times are epoch milliseconds.
 */
export type Command =
  | ChargeCommand
  | ProcessCommand
  | SettlePaymentCommand
  | DecideAgainCommand
  | RefundCommand
  | SettledOutsideCommand
  | OpenWalletCommand
  | SetOverdraftCommand
  | DepositCommand
  | WithdrawCommand
  | TransferOutCommand
  | TransferInCommand
  | TransferDoneCommand
  | GrantCreditsCommand
  | SubscribeCommand
  | AddPaymentMethodCommand
  | RemovePaymentMethodCommand;

export type CommandType = Command['type'];

/** The payer: whose wallet, credits, subscription and allowance a command may touch. */
export interface Account {
  readonly type: AccountType;
  readonly id: string;
}

/** `user:alice`: the account's name in keys and columns. */
export type AccountId = `${AccountType}:${string}`;

export function accountIdOf(account: Account): AccountId {
  return `${account.type}:${account.id}`;
}

/** One usage event: who used how much of what, and when. */
export interface UsageEvent {
  readonly userId: string;
  readonly organizationId: string | null;
  readonly agentId: string | null;
  readonly subscriptionId: string | null;
  readonly sessionId: string | null;
  readonly requestId: string | null;
  readonly productId: string;
  readonly serviceType: ServiceType;
  readonly usageAmount: Decimal;
  readonly usageDetails: Readonly<Record<string, unknown>> | null;
  /** When the usage happened; null = when it is decided. */
  readonly usageTimestamp: number | null;
}

/** `POST usage/record`: rate one usage event and charge its payer. */
export interface ChargeCommand {
  readonly type: 'charge';
  readonly account: Account;
  readonly usage: UsageEvent;
  /** The method asked for, or null to let the waterfall choose. */
  readonly method: BillingMethod | null;
  readonly paymentMethodId: string | null;
}

/** `POST billing/process`: decide a pending or failed record again, from the start. */
export interface ProcessCommand {
  readonly type: 'process';
  readonly account: Account;
  readonly billingId: string;
  readonly method: BillingMethod | null;
  readonly paymentMethodId: string | null;
  /** Lifts the wallet's floor from 0 to -overdraft_limit, nothing else. */
  readonly forceCharge: boolean;
}

/** The outcome of a settlement attempt, found by the call itself or by the reconciler. */
export interface SettlePaymentCommand {
  readonly type: 'settle_payment';
  readonly account: Account;
  readonly billingId: string;
  readonly attemptId: string;
  /** Of the lease that the call was made under; null: the upstream told by itself. */
  readonly leaseNumber: number | null;
  readonly outcome: AttemptOutcome;
}

/** What became of a call to a payer outside. */
export type AttemptOutcome =
  | {
      readonly status: 'succeeded';
      readonly transactionId: string;
      /** What the payer has left, where the answer says so. */
      readonly balance: Decimal | null;
    }
  | { readonly status: 'declined'; readonly code: DeclineCode; readonly reason: string }
  /** The call surely did not arrive. */
  | { readonly status: 'not_sent' }
  /** The call got no answer, and may have charged: the upstream is asked after this pause. */
  | { readonly status: 'unknown'; readonly nextCheckInMs: number }
  /** Sent again and again without an answer, and when asked, the upstream did not have it. */
  | { readonly status: 'given_up' };

/** Decides a record again that is pending because its payer could not be reached. */
export interface DecideAgainCommand {
  readonly type: 'decide_again';
  readonly account: Account;
  readonly billingId: string;
  readonly attemptId: string;
  readonly leaseNumber: number;
}

/** Full refund of a completed record, to where its money came from. */
export interface RefundCommand {
  readonly type: 'refund';
  readonly account: Account;
  readonly billingId: string;
  readonly reason: string | null;
}

/** A pending or failed record that was settled outside this service. */
export interface SettledOutsideCommand {
  readonly type: 'settled_outside';
  readonly account: Account;
  readonly billingId: string;
  readonly walletTransactionId: string | null;
  readonly paymentTransactionId: string | null;
}

export interface OpenWalletCommand {
  readonly type: 'open_wallet';
  readonly account: Account;
  readonly currency: string;
  readonly initialBalance: Decimal;
}

export interface SetOverdraftCommand {
  readonly type: 'set_overdraft';
  readonly account: Account;
  readonly walletId: string;
  readonly currency: string;
  readonly overdraftLimit: Decimal;
}

interface WalletMovement {
  readonly account: Account;
  readonly walletId: string;
  readonly currency: string;
  readonly amount: Decimal;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

export interface DepositCommand extends WalletMovement {
  readonly type: 'deposit';
  readonly referenceId: string | null;
}

export interface WithdrawCommand extends WalletMovement {
  readonly type: 'withdraw';
  readonly destination: string | null;
}

/**
 * First half of a transfer: takes the amount from this account and leaves a due attempt that outlives a crash.
 * No command touches two accounts; `transfer_in` and `transfer_done` follow under the same transfer id.
 */
export interface TransferOutCommand extends WalletMovement {
  readonly type: 'transfer_out';
  readonly toWalletId: string;
  readonly toAccount: Account;
}

export interface TransferInCommand extends WalletMovement {
  readonly type: 'transfer_in';
  readonly transferId: string;
}

/** Closes the attempt of a `transfer_out` once the other side has its money. */
export interface TransferDoneCommand {
  readonly type: 'transfer_done';
  readonly account: Account;
  readonly transferId: string;
}

export interface GrantCreditsCommand {
  readonly type: 'grant_credits';
  readonly account: Account;
  readonly currency: string;
  readonly amount: Decimal;
  readonly description: string | null;
  readonly referenceId: string | null;
}

export interface IncludedProduct {
  readonly productId: string;
  /** Quantity at no cost in each period of the subscription. */
  readonly includedAmount: Decimal;
}

export interface SubscribeCommand {
  readonly type: 'subscribe';
  readonly account: Account;
  /** Null = the engine names it, the same for every retry of the key. */
  readonly subscriptionId: string | null;
  readonly userId: string;
  readonly organizationId: string | null;
  readonly planId: string;
  readonly planTier: string | null;
  readonly billingCycle: BillingCycle;
  /** First instant of the first period; null = now. */
  readonly startsAt: number | null;
  readonly includedProducts: readonly IncludedProduct[];
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

export interface AddPaymentMethodCommand {
  readonly type: 'add_payment_method';
  readonly account: Account;
  readonly token: string;
}

export interface RemovePaymentMethodCommand {
  readonly type: 'remove_payment_method';
  readonly account: Account;
  readonly paymentMethodId: string;
}
