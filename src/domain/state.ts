import type { Subscription } from './rating/allowance.js';
import type { AccountId, IncludedProduct, SubscribeCommand } from './commands.js';
import type { Decimal } from './decimal.js';
import type { Balance, Posting } from './ledger.js';
import type { Outcome } from './outcomes.js';
import type { PriceVersion } from './rating/price.js';
import type { Quota } from './quota.js';
import type { BillingRecord } from './record.js';
import type { RollupDelta } from './rollup.js';
import type { RemoteMethod, RemoteMethods } from './payers/remote.js';
import type { AttemptKind, AttemptState, EventType } from './vocabulary.js';

/** What `decide` sees: the locked state that a command may depend on, read after its locks. */
export interface State {
  readonly accountId: AccountId;
  balance(currency: string): Balance | null;
  balances(): readonly Balance[];
  /** The payer's subscriptions, oldest first. */
  subscriptions(): readonly Subscription[];
  /** Whether any account has a subscription with this id. */
  subscriptionTaken(subscriptionId: string): boolean;
  /** Those not removed, oldest first. */
  paymentMethods(): readonly PaymentMethod[];
  /** What is still owed to a payer outside because it was too small to be taken. */
  carried(method: RemoteMethod, currency: string): Decimal;
  allowanceUsed(counterKey: string): Decimal;
  /** The quotas that may apply: of the command's user, organisation and subscription. */
  quotas(): readonly Quota[];
  quota(quotaId: string): Quota | null;
  record(billingId: string): BillingRecord | null;
  attempt(attemptId: string): Attempt | null;
  refusals(): RefusalCount;
}

/** What `decide` may use besides the state: time, prices, fresh names and bounds. All values, no effects. */
export interface Context {
  /** Epoch milliseconds; never before the account's last decision. */
  readonly now: number;
  priceAt(productId: string, at: number): PriceVersion | null;
  /** True of a product without a price here whose price could not be asked for where it is kept. */
  isPriceUnanswered(productId: string): boolean;
  newPostingId(): string;
  newId(kind: 'record' | 'wallet' | 'attempt' | 'transfer' | 'paymentMethod' | 'subscription'): string;
  readonly refusalsPerMinute: number;
  /** When the reconciler may take over an attempt whose process has died, from now. */
  readonly takeoverAfterMs: number;
  readonly remote: RemoteMethods;
  /** Pause before a charge that could not be sent is decided again; each further pause is twice as long. */
  readonly retryAfterMs: number;
  /** How often a charge that cannot be sent is tried. */
  readonly settlementTries: number;
}

export interface PaymentMethod {
  readonly paymentMethodId: string;
  readonly token: string;
}

/** Refused records of an account within the minute that starts at `minute`. */
export interface RefusalCount {
  readonly minute: number;
  readonly count: number;
}

/** One call to an upstream (or one transfer) that follows a commit, and what is known of its outcome. */
export interface Attempt {
  readonly attemptId: string;
  readonly kind: AttemptKind;
  readonly billingId: string | null;
  readonly state: AttemptState;
  readonly currency: string;
  readonly amount: Decimal;
  /** A charge and a decision: the terms of `terms.ts`. A refund: `{transaction_id, tries}`. A transfer: `{to_…}`. */
  readonly details: Readonly<Record<string, unknown>>;
  readonly dueAt: number;
  readonly checks: number;
  /** Of the lease under which it was last claimed; 0: never. An outcome under an older one is refused. */
  readonly leaseNumber: number;
  readonly transactionId: string | null;
  readonly failureReason: string | null;
  /** The command whose stored answer the outcome replaces; set by the engine. */
  readonly answers: { readonly operation: string; readonly key: string } | null;
}

export interface AttemptChange {
  readonly before: Attempt | null;
  readonly after: Attempt;
}

export interface BillingEvent {
  readonly type: EventType;
  readonly billingId: string | null;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface CarriedAmount {
  readonly method: RemoteMethod;
  readonly currency: string;
  readonly amount: Decimal;
}

export interface AllowanceCounter {
  readonly productId: string;
  readonly source: string;
  readonly periodStart: number;
  readonly used: Decimal;
}

/** The next state and what is to be written, all of one account. Absent = unchanged. */
export interface Effects {
  readonly balance?: Balance;
  readonly quotas?: readonly Quota[];
  readonly allowances?: readonly AllowanceCounter[];
  readonly carried?: readonly CarriedAmount[];
  readonly refusals?: RefusalCount;
  readonly record?: { readonly before: BillingRecord | null; readonly after: BillingRecord };
  readonly attempts?: readonly AttemptChange[];
  readonly postings?: readonly Posting[];
  readonly rollups?: readonly RollupDelta[];
  readonly events?: readonly BillingEvent[];
  readonly subscription?: NewSubscription;
  readonly paymentMethod?: { readonly added: PaymentMethod } | { readonly removedId: string };
  /** The final answer of the command that an attempt belongs to, in place of its stored `processing`. */
  readonly finalAnswer?: { readonly operation: string; readonly key: string; readonly outcome: Outcome };
}

export interface NewSubscription extends Subscription {
  readonly userId: string;
  readonly organizationId: string | null;
  readonly planId: string;
  readonly planTier: string | null;
  readonly metadata: SubscribeCommand['metadata'];
  readonly includedProducts: readonly IncludedProduct[];
}

/** What a command comes to. Without effects nothing is written, not even its key. */
export interface Decision {
  readonly outcome: Outcome;
  readonly effects: Effects | null;
}
