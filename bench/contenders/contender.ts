import type { ChargeOrder } from '../workload/charge.js';

/** One way of doing the same work: charge usage to a payer, durably, exactly once a key. Lives in a process of its own. */
export interface Contender {
  /** Answers when the charge is committed; throws when it came to anything but what the order expects. */
  charge(order: ChargeOrder): Promise<void>;
  /** Sent to the server so far; only a contender with a fixed number of them a charge counts. */
  readonly statements?: number;
  close(): Promise<void>;
}

/** Which contender, and what it works on. Sent to its process. */
export type ContenderSpec = EngineSpec | BareInsertSpec | TextbookSpec;

export interface EngineSpec {
  readonly kind: 'engine';
  /** A checkout with its build in `dist`. */
  readonly root: string;
  /** The service's environment. */
  readonly environment: Readonly<Record<string, string>>;
}

interface PoolSpec {
  readonly connectionString: string;
  readonly schema: string;
  readonly poolSize: number;
}

export interface BareInsertSpec extends PoolSpec {
  readonly kind: 'bare insert';
}

export interface TextbookSpec extends PoolSpec {
  readonly kind: 'textbook';
  readonly numbering: EventNumbering;
}

/** `gapless`: numbered like the service's events, by a counter row. `sequence`: as most would, with gaps allowed. */
export type EventNumbering = 'gapless' | 'sequence';
