import type { AppConfig } from '../config/app-config.js';
import type { RemoteMethods } from '../domain/payers/remote.js';
import type { Context } from '../domain/state.js';

/** What decisions need to know of payers outside and of the calls to them. */
export type SettlementTerms = Pick<
  Context,
  'remote' | 'takeoverAfterMs' | 'retryAfterMs' | 'settlementTries'
>;

export function settlementTerms({ settlement }: AppConfig, remote: RemoteMethods): SettlementTerms {
  return {
    remote,
    takeoverAfterMs: settlement.callTimeoutMs + settlement.recheckMs,
    retryAfterMs: settlement.recheckMs,
    settlementTries: settlement.tries,
  };
}
