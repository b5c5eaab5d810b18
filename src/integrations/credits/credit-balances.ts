import type { Account } from '../../domain/commands.js';
import type { Decimal } from '../../domain/decimal.js';
import type { CallContext } from '../upstream/calls/call-context.js';

/** Where an account's credits are read. Throws `upstream_unavailable` where another service keeps them. */
export interface CreditBalances {
  /** 0 for an account that has none. */
  creditsOf(account: Account, currency: string, context?: CallContext): Promise<Decimal>;
}

/** Nest injection token of the CreditBalances. */
export const CREDIT_BALANCES = Symbol('CreditBalances');

/** Nest injection token of the RemotePayer of credits; null where the engine keeps them. */
export const CREDITS_PAYER = Symbol('CreditsPayer');
