import type { Account, Command } from '../../../../src/domain/commands.js';
import type { Outcome } from '../../../../src/domain/outcomes.js';
import type { BillingStatus } from '../../../../src/domain/vocabulary.js';

export interface KnownRecord {
  readonly billingId: string;
  readonly account: Account;
  readonly status: BillingStatus;
  /** The wallet had too little for it. */
  readonly lacksMoney: boolean;
}

export interface KnownAttempt {
  readonly attemptId: string;
  readonly billingId: string;
  readonly account: Account;
}

export interface KnownWallet {
  readonly walletId: string;
  readonly account: Account;
  readonly currency: string;
}

interface Sent {
  readonly command: Command;
  readonly key: string;
}

/** The fixed part of the world, as commands name it. */
export interface Cast {
  readonly users: readonly string[];
  readonly organizations: readonly string[];
  readonly products: readonly string[];
  /** Epoch milliseconds of the account's cell. */
  nowOf(account: Account): number;
  /** A name that only accounts of this one's cell use: an id lives in the cell that it was first asked for in. */
  subscriptionName(account: Account, word: string): string;
}

/**
 * What a caller has been told so far. Commands name what is known only, so that a program means the same in every run:
 * what is learnt in a burst is shared when the burst is over.
 */
export class Known {
  constructor(
    readonly cast: Cast,
    readonly records: KnownRecord[] = [],
    readonly attempts: KnownAttempt[] = [],
    readonly wallets: KnownWallet[] = [],
    readonly cards: { readonly paymentMethodId: string; readonly account: Account }[] = [],
    readonly transfers: {
      readonly transferId: string;
      readonly command: Command & { type: 'transfer_out' };
    }[] = [],
    readonly subscriptions: { readonly subscriptionId: string; readonly account: Account }[] = [],
    readonly sent: Sent[] = [],
    /** Below zero when it was last heard of. */
    readonly overdrawn: KnownWallet[] = [],
    /** What reminds of records that wait for their payer. */
    readonly decisions: KnownAttempt[] = [],
    /** The number under which each attempt was last taken over, as far as one knows. */
    readonly leases = new Map<string, number>(),
  ) {}

  copy(): Known {
    return new Known(
      this.cast,
      [...this.records],
      [...this.attempts],
      [...this.wallets],
      [...this.cards],
      [...this.transfers],
      [...this.subscriptions],
      [...this.sent],
      [...this.overdrawn],
      [...this.decisions],
      new Map(this.leases),
    );
  }

  /** Users and organisations, counted through. */
  payer(n: number): Account {
    const { users, organizations } = this.cast;
    const index = n % (users.length + organizations.length);
    const user = users[index];
    return user === undefined
      ? { type: 'organization', id: organizations[index - users.length] as string }
      : { type: 'user', id: user };
  }

  leaseOf(attemptId: string): number {
    return this.leases.get(attemptId) ?? 0;
  }

  claimed(attemptId: string, lease: number): void {
    this.leases.set(attemptId, Math.max(lease, this.leaseOf(attemptId)));
  }

  waits(attempt: KnownAttempt): void {
    add(this.decisions, attempt, 'attemptId');
  }

  learn(command: Command, key: string, outcome: Outcome): void {
    const { account } = command;
    if (!this.sent.some((sent) => sent.key === key && sent.command.type === command.type)) {
      this.sent.push({ command, key });
    }
    switch (outcome.kind) {
      case 'charge':
      case 'record': {
        const { billingId, status, attemptId } = outcome;
        const at = this.records.findIndex((record) => record.billingId === billingId);
        if (at >= 0) this.records.splice(at, 1);
        const refusal = outcome.kind === 'charge' ? outcome.refusal?.code : null;
        const lacksMoney = refusal === 'insufficient_wallet_balance';
        this.records.push({ billingId, account, status, lacksMoney });
        if (outcome.kind === 'record' && outcome.refundId !== undefined) {
          add(this.attempts, { attemptId: outcome.refundId, billingId, account }, 'attemptId');
        }
        if (outcome.kind === 'record' && outcome.decisionId !== undefined) {
          this.waits({ attemptId: outcome.decisionId, billingId, account });
        }
        if (attemptId !== null) add(this.attempts, { attemptId, billingId, account }, 'attemptId');
        if (outcome.kind === 'charge' && outcome.walletBalance?.startsWith('-')) {
          this.overdrawn.push(...this.wallets.filter((wallet) => isOf(wallet, account, outcome.currency)));
        }
        break;
      }
      case 'wallet': {
        const { walletId, currency, transferId } = outcome;
        if (walletId !== null) add(this.wallets, { walletId, account, currency }, 'walletId');
        if (transferId !== null && command.type === 'transfer_out') {
          add(this.transfers, { transferId, command }, 'transferId');
        }
        break;
      }
      case 'subscription':
        add(this.subscriptions, { subscriptionId: outcome.subscriptionId, account }, 'subscriptionId');
        break;
      case 'payment_method':
        add(this.cards, { paymentMethodId: outcome.paymentMethodId, account }, 'paymentMethodId');
        break;
      case 'done':
      case 'refused':
    }
  }
}

function add<T, K extends keyof T>(list: T[], item: T, name: K): void {
  if (!list.some((known) => known[name] === item[name])) list.push(item);
}

/** The latest is 0, the one before it 1; counted round. */
export function latest<T>(list: readonly T[], n: number): T | null {
  return list.length === 0 ? null : (list[list.length - 1 - (n % list.length)] as T);
}

function isOf(wallet: KnownWallet, { type, id }: Account, currency: string | null): boolean {
  return wallet.account.type === type && wallet.account.id === id && wallet.currency === currency;
}
