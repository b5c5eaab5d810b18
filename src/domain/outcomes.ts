import type { Command } from './commands.js';
import type { Refusal } from './problems/problems.js';
import type { BillingMethod, BillingStatus, Enforcement, QuotaPeriod } from './vocabulary.js';

/**
 * What a command came to. Outcomes are JSON: they are stored under the idempotency key in the transaction of the
 * effect, and a retry gets exactly the stored one. Decimals are strings in storage form (shortest), times are
 * ISO 8601 in UTC; the edge formats them for the wire.
 */
export type Outcome = Done | RefusedWithoutTrace;

/** Took effect (or was recorded as refused, see {@link ChargeOutcome.refusal}); stored under the key. */
export type Done =
  ChargeOutcome | RecordOutcome | WalletOutcome | SubscriptionOutcome | PaymentMethodOutcome | NothingToSay;

/** Refused and nothing was written: the key stays free. */
export interface RefusedWithoutTrace {
  readonly kind: 'refused';
  readonly refusal: Refusal;
}

/** Of `charge` and `process`. A record exists whatever `status` says. */
export interface ChargeOutcome {
  readonly kind: 'charge';
  readonly billingId: string;
  readonly status: BillingStatus;
  /** 0 unless completed or processing. */
  readonly amount: string;
  /** Null when the usage has no price. */
  readonly currency: string | null;
  readonly method: BillingMethod | null;
  /** After the charge, in the price's currency; null when no price, or no wallet or credits exist. */
  readonly walletBalance: string | null;
  readonly creditBalance: string | null;
  readonly walletTransactionId: string | null;
  readonly paymentTransactionId: string | null;
  /** Set while a payment is under way: the attempt to run. */
  readonly attemptId: string | null;
  readonly quotaWarnings: readonly QuotaWarning[];
  /** Why the record is `failed` or `pending`; null when it is neither. */
  readonly refusal: Refusal | null;
}

export interface QuotaWarning {
  readonly quotaId: string;
  readonly message: string;
  readonly enforcement: Enforcement;
  readonly period: QuotaPeriod;
  readonly limit: string;
  readonly used: string;
  readonly resetAt: string;
}

/** Of `settle_payment`, `decide_again`, `refund` and `settled_outside`: the record is as it now reads. */
export interface RecordOutcome {
  readonly kind: 'record';
  readonly billingId: string;
  readonly status: BillingStatus;
  /** False for a no-op: the record had that status, or the attempt was settled already. */
  readonly changed: boolean;
  /** The attempt to run after the commit: a refund to send, or the next method to charge by. */
  readonly attemptId: string | null;
  /** Only where the charge goes on: what it has come to, which is its stored answer from now on. */
  readonly charge?: ChargeOutcome;
  /** Only where the record waits for its payer: the attempt that decides it again when it is due. */
  readonly decisionId?: string;
  /** Only where a refund could not be sent: the attempt that sends it when it is due. */
  readonly refundId?: string;
  /** Only when nothing was written because another owner had taken the attempt over. */
  readonly stale?: true;
}

/** Of every wallet movement, `open_wallet`, `set_overdraft` and `grant_credits`. */
export interface WalletOutcome {
  readonly kind: 'wallet';
  /** Null for credits of an account without a wallet. */
  readonly walletId: string | null;
  readonly accountId: string;
  readonly currency: string;
  readonly available: string;
  readonly held: string;
  readonly credits: string;
  readonly overdraftLimit: string;
  readonly transaction: WalletTransaction | null;
  /** Of `transfer_out`: the attempt to complete. */
  readonly transferId: string | null;
}

export interface WalletTransaction {
  readonly transactionId: string;
  readonly type: string;
  readonly amount: string;
  readonly balanceBefore: string;
  readonly balanceAfter: string;
  readonly description: string | null;
  readonly referenceId: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
  readonly createdAt: string;
}

export interface SubscriptionOutcome {
  readonly kind: 'subscription';
  readonly subscriptionId: string;
}

export interface PaymentMethodOutcome {
  readonly kind: 'payment_method';
  readonly paymentMethodId: string;
  readonly token: string;
  readonly createdAt: string;
}

export interface NothingToSay {
  readonly kind: 'done';
}

/** The outcome kind that each command answers with when it is not refused without trace. */
interface OutcomeByCommand {
  charge: ChargeOutcome;
  process: ChargeOutcome;
  settle_payment: RecordOutcome;
  decide_again: RecordOutcome;
  refund: RecordOutcome;
  settled_outside: RecordOutcome;
  open_wallet: WalletOutcome;
  set_overdraft: WalletOutcome;
  deposit: WalletOutcome;
  withdraw: WalletOutcome;
  transfer_out: WalletOutcome;
  transfer_in: WalletOutcome;
  transfer_done: NothingToSay;
  grant_credits: WalletOutcome;
  subscribe: SubscriptionOutcome;
  add_payment_method: PaymentMethodOutcome;
  remove_payment_method: PaymentMethodOutcome;
}

export type OutcomeOf<C extends Command> = OutcomeByCommand[C['type']];
