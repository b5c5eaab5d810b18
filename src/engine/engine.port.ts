import type { Account, Command, UsageEvent } from '../domain/commands.js';
import type { OutcomeOf } from '../domain/outcomes.js';
import type { Quote } from '../domain/quote.js';
import type { BillingMethod } from '../domain/vocabulary.js';

/**
 * What other rooms may ask of the engine. The class `Engine` (engine.service.ts) provides these two methods; nothing
 * else in the code moves money, quota or allowance.
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
}

export interface Answer<C extends Command> {
  readonly outcome: OutcomeOf<C>;
  /** True when the outcome is the stored one of an earlier command with this key. */
  readonly replayed: boolean;
}

export interface QuoteRequest {
  readonly account: Account;
  readonly usage: UsageEvent;
  readonly method: BillingMethod | null;
}
