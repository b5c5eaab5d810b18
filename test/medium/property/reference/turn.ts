import type { Command } from '../../../../src/domain/commands.js';
import type { Outcome } from '../../../../src/domain/outcomes.js';
import type { AttemptKind } from '../../../../src/domain/vocabulary.js';
import type { ProblemCode } from '../../../../src/domain/problems/problem-codes.js';
import { nameOf, type Books } from './books.js';
import type { Posting, UsageRecord, Wallet } from './rows.js';
import { textOf, type Exact } from './exact.js';

/** How the ids of the ledger's own transactions begin. */
export const OWN_TRANSACTION = 'txn_';

export interface Answered {
  readonly outcome: Outcome;
  readonly replayed: boolean;
  /** What reminds of usage that waits for its payer, where it was made by a command whose answer does not say so. */
  readonly decisionId?: string;
  /** Whether the attempt that it made is leased to whoever made it; absent where that was not asked for. */
  readonly leased?: boolean;
}

/** One command's turn: the rule reads and changes the books, and answers what its caller must be told. */
export class Turn<C extends Command = Command> {
  readonly account: string;
  readonly now: number;

  constructor(
    readonly books: Books,
    readonly command: C,
    readonly key: string,
    /** What the engine answered; the reference takes new names from it and nothing else. */
    private readonly found: Answered,
  ) {
    this.account = `${command.account.type}:${command.account.id}`;
    this.now = books.now.get(this.cell) ?? 0;
  }

  get cell(): number {
    const cell = this.books.cellOf.get(this.account);
    if (cell === undefined) throw new Error(`${this.account} is not part of this run`);
    return cell;
  }

  /** The name that the engine gave to something new, provided that nothing had it before. */
  newName(member: string): string {
    const { outcome, decisionId } = this.found;
    const transaction = 'transaction' in outcome ? outcome.transaction : null;
    const charge = 'charge' in outcome ? outcome.charge : null;
    const told: Readonly<Record<string, unknown>> = { decisionId, ...charge, ...transaction, ...outcome };
    const name = told[member];
    if (typeof name !== 'string' || this.books.names.has(name)) return `(a new ${member})`;
    this.books.names.add(name);
    return name;
  }

  /** The lease of a new attempt. Whether a wallet was free for it depends on what else was decided at the same time. */
  firstLease(kind: AttemptKind): number {
    const { leased } = this.found;
    const isGiven = leased !== undefined && (leased || (kind !== 'wallet' && kind !== 'wallet_refund'));
    return isGiven ? 1 : 0;
  }

  wallet(currency: string): Wallet | null {
    return this.books.wallets.get(nameOf(this.account, currency)) ?? null;
  }

  keep(wallet: Wallet): Wallet {
    this.books.wallets.set(nameOf(this.account, wallet.currency), wallet);
    return wallet;
  }

  /** The record, if it is this account's. */
  record(billingId: string): UsageRecord | null {
    const record = this.books.records.get(billingId);
    return record?.account === this.account ? record : null;
  }

  /** Moves money between two places of the ledger; what the payer has himself follows. */
  post(posting: PostingOf): Wallet | null {
    const { currency, source, destination, amount } = posting;
    const before = this.wallet(currency);
    const change = (place: string): Exact =>
      (destination === place ? amount : 0n) - (source === place ? amount : 0n);
    const ofWallet = [source, destination].includes('available');
    const ofCredits = [source, destination].includes('credits');
    const after =
      before && (ofWallet || ofCredits)
        ? this.keep({
            ...before,
            available: before.available + change('available'),
            credits: before.credits + change('credits'),
          })
        : before;
    this.books.postings.push({
      billingId: null,
      referenceId: null,
      description: null,
      metadata: null,
      transactionId: null,
      ...posting,
      account: this.account,
      balanceAfter: ofWallet && after ? after.available : null,
      createdAt: this.now,
    });
    return after;
  }

  tell(type: string, payload: Readonly<Record<string, unknown>>, billingId: string | null = null): void {
    const told = this.books.events.get(this.cell) ?? [];
    const event = { type, account: this.account, billingId, payload, createdAt: this.now };
    this.books.events.set(this.cell, [...told, event]);
  }

  /** A record in its new state, and the event that says so. */
  write(
    before: UsageRecord | null,
    after: UsageRecord,
    type: string,
    facts: Readonly<Record<string, unknown>> = {},
  ): void {
    this.books.records.set(after.billingId, after);
    const payload = {
      from: before?.status ?? null,
      to: after.status,
      amount: textOf(after.total),
      currency: after.currency,
      billing_method: after.method,
      ...facts,
    };
    this.tell(type, payload, after.billingId);
  }
}

type PostingOf = Pick<Posting, 'currency' | 'source' | 'destination' | 'amount' | 'operation'> &
  Partial<Pick<Posting, 'billingId' | 'referenceId' | 'description' | 'metadata' | 'transactionId'>>;

export function refused(code: ProblemCode, facts: Readonly<Record<string, unknown>> = {}) {
  return { kind: 'refused', refusal: refusalOf(code, facts) } as const;
}

/** The wording is not the reference's business. */
export function refusalOf(code: ProblemCode, facts: Readonly<Record<string, unknown>> = {}) {
  return { code, message: '', facts };
}

export function brokenRule(field: string, rule: string) {
  return refusalOf('validation_failed', { errors: [{ field, rule, message: '' }] });
}
