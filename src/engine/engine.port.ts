import type { Account, Command, UsageEvent } from '../domain/commands.js';
import type { Outcome, OutcomeOf } from '../domain/outcomes.js';
import type { Quote } from '../domain/rating/quote.js';
import type { Attempt } from '../domain/state.js';
import type { BillingMethod } from '../domain/vocabulary.js';
import type { Stopwatch } from './stopwatch.js';

/**
 * What other rooms may ask of the engine. The class `Engine` (engine.service.ts) provides these two methods and
 * {@link BulkEnginePort}; nothing else in the code moves money, quota or allowance.
 */
export interface EnginePort {
  /**
   * Runs one command: waits for its lane's batch, commits, answers.
   * Throws a DomainError for a refusal without trace, and where the outcome is not known in time (`outcome_unknown`);
   * a refusal that was recorded is an outcome.
   */
  submit<C extends Command>(command: C, options: SubmitOptions): Promise<Answer<C>>;

  /** Prices a usage event without effects, equal to the charge by construction. Throws DomainError. */
  quote(request: QuoteRequest): Promise<Quote>;
}

export interface SubmitOptions {
  /** The idempotency key; unique per (payer account, command type). 1–512 characters. */
  readonly key: string;
  /** Milliseconds from now until the caller gives up; ignored for internal commands. */
  readonly deadlineMs?: number;
  /** A command of our own (settlement outcomes, transfers): never refused at a full queue, no deadline. */
  readonly internal?: boolean;
  /** The quotas that a settlement's record has consumed, from who knows them: they need not be looked up. */
  readonly quotaIds?: readonly string[] | undefined;
  /**
   * For who works at once on the attempt that the command makes: takes the lease that the same batch gives on it, before
   * `submit` answers, and also where it has ceased to wait. Not called where another has the payer's wallet.
   */
  readonly takeLease?: (lease: FirstLease) => void;
}

/** What imports ask of the engine, which provides it beside {@link EnginePort}. */
export interface BulkEnginePort {
  /**
   * Puts a chunk of bulk work into the lanes, behind all callers, and resolves once it waits there: that is the
   * back-pressure, at most a minute. Commands of one account are decided in their order, over several chunks too if each
   * is submitted after the one before it has joined. Never throws: what became of each command is in `answers`.
   */
  submitBulk<C extends Command>(items: readonly BulkItem<C>[]): Promise<BulkRide<C>>;
}

export interface BulkItem<C extends Command> {
  readonly command: C;
  /** As in {@link SubmitOptions}. */
  readonly key: string;
}

export interface BulkRide<C extends Command> {
  /** One for each command, in their order; resolves when all are committed or refused. Never rejects. */
  readonly answers: Promise<readonly BulkAnswer<C>[]>;
}

/** What `submit` would have answered or thrown. */
export type BulkAnswer<C extends Command> = Answer<C> | { readonly error: Error };

export interface Answer<C extends Command> {
  readonly outcome: OutcomeOf<C>;
  /** True when the outcome is the stored one of an earlier command with this key. */
  readonly replayed: boolean;
  /** What stands from now on for the answer of the charge whose attempt the command settled. */
  readonly final?: Outcome;
}

/** As it stands in the table, with its lease's number. */
export interface LeasedAttempt extends Attempt {
  readonly accountId: string;
  /** Quotas that its record has consumed. */
  readonly quotaIds: readonly string[];
}

/** The first lease on an attempt: nobody has sent it, and nobody else may until the lease ends. */
export interface FirstLease {
  readonly attempt: LeasedAttempt;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  /** Since the lease began, or a little longer. */
  readonly age: Stopwatch;
}

export interface QuoteRequest {
  readonly account: Account;
  readonly usage: UsageEvent;
  readonly method: BillingMethod | null;
}
