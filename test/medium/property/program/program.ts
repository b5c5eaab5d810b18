import type { Command, CommandType } from '../../../../src/domain/commands.js';
import type { RemoteMethod } from '../../../../src/domain/payers/remote.js';
import type {
  Enforcement,
  FreeTierPeriod,
  QuotaPeriod,
  ServiceType,
} from '../../../../src/domain/vocabulary.js';
import type { Known } from './known.js';

/** A random program: a small world, and bursts of what several callers do at the same time. */
export interface Program {
  readonly world: WorldPlan;
  readonly bursts: readonly Burst[];
}

export interface WorldPlan {
  /** Epoch milliseconds at which both cells begin. */
  readonly start: number;
  /** The cell of each user and organisation. */
  readonly users: readonly number[];
  readonly organizations: readonly number[];
  /** For each product its prices. */
  readonly products: readonly (readonly PricePlan[])[];
  readonly quotas: readonly QuotaPlan[];
  readonly outside: OutsidePlan;
}

/** Whose value lies outside besides that of cards, and in which steps they take money; without steps, any amount. */
export interface OutsidePlan {
  readonly methods: readonly RemoteMethod[];
  readonly steps: Readonly<Partial<Record<RemoteMethod, StepPlan | null>>>;
}

export interface StepPlan {
  readonly size: string;
  readonly least: string;
}

/** How they stand from now on. */
export interface PayersPlan {
  readonly away: readonly RemoteMethod[];
  readonly thought: readonly { readonly of: number; readonly method: RemoteMethod; readonly left: string }[];
}

export interface PricePlan {
  readonly currency: string;
  /** One price, or one for each named part of the usage. */
  readonly unitPrice: string | null;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly freeTier: { readonly limit: string; readonly period: FreeTierPeriod } | null;
  /** Milliseconds from when it is added. */
  readonly fromMs: number;
  readonly lastsMs: number | null;
}

export interface QuotaPlan {
  readonly scope: 'user' | 'organization' | 'subscription';
  readonly of: number;
  readonly limit: string;
  readonly enforcement: Enforcement;
  readonly period: QuotaPeriod;
  readonly serviceType: ServiceType;
  readonly product: number | null;
}

/** What changes around the accounts, and then what the callers send, each caller one after the other. */
export interface Burst {
  readonly before: readonly Change[];
  readonly callers: readonly (readonly Step[])[];
}

export type Change =
  | { readonly kind: 'time'; readonly cells: readonly number[]; readonly to: Leap }
  | { readonly kind: 'quota'; readonly quota: QuotaPlan }
  | { readonly kind: 'payers'; readonly payers: PayersPlan }
  | {
      readonly kind: 'limit';
      readonly of: number;
      readonly limit: string;
      readonly enforcement: Enforcement;
    };

/** So many milliseconds on, or to the last or first instant around the next turn of the month. */
export type Leap = number | 'end of month' | 'next month';

/** Null where nothing is known that the command could be about. */
export type Maker<C extends Command = Command> = (known: Known) => C | null;

export type Step =
  /** A new command under a new key, sent by so many at once. */
  | { readonly kind: 'send'; readonly type: CommandType; readonly make: Maker; readonly copies: number }
  /** An earlier command again, with its key. */
  | { readonly kind: 'again'; readonly of: number }
  /** Another command under an earlier one's key. */
  | { readonly kind: 'clash'; readonly of: number }
  /** An attempt is taken over, while others tell what became of it. */
  | { readonly kind: 'claim'; readonly of: number; readonly decision: boolean }
  /** A new price, while the others charge. */
  | { readonly kind: 'price'; readonly product: number; readonly price: PricePlan };
