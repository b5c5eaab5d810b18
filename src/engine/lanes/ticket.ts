import type { AccountId, Command } from '../../domain/commands.js';
import type { Outcome } from '../../domain/outcomes.js';
import type { QuotaScope } from '../../domain/vocabulary.js';
import type { FirstLease } from '../engine.port.js';

/** A quota scope that a command names, and the cell where that owner's quotas live. */
export interface ScopeRef {
  readonly scope: QuotaScope;
  readonly scopeId: string;
  readonly cell: number;
}

/** A command on its way through a lane, with everything that can be known before its locks. */
export interface Ticket {
  readonly command: Command;
  readonly accountId: AccountId;
  readonly cell: number;
  readonly key: string;
  readonly fingerprint: Buffer;
  /** Quotas to lock: of these scopes, and with these ids. */
  readonly scopes: readonly ScopeRef[];
  readonly quotaIds: readonly { readonly id: string; readonly cell: number }[];
  /** Milliseconds since process start (performance.now) after which it is not begun; Infinity for our own. */
  readonly deadline: number;
  /** Part of an import: no caller waits for this one command, so those of callers go first. */
  readonly bulk: boolean;
  /** Its caller works at once on the attempt that it makes, which is leased to him. */
  readonly takesLease: boolean;
  /** Set when its batch begins: from then on it is never dropped. */
  begun: boolean;
  /** Set when its caller was answered: by its outcome, or because he waited long enough. */
  answered: boolean;
  resolve(answer: TicketAnswer): void;
  reject(error: Error): void;
}

export interface TicketAnswer {
  readonly outcome: Outcome;
  readonly replayed: boolean;
  readonly lease?: FirstLease;
  readonly final?: Outcome;
}

/** The rows that a ticket needs locked, by names that can be compared with those found held. */
export function rowsOf({ accountId, scopes, quotaIds }: Ticket): string[] {
  return [
    accountRow(accountId),
    ...scopes.map(({ scope, scopeId }) => quotasRow(scope, scopeId)),
    ...quotaIds.map(({ id }) => quotaRow(id)),
  ];
}

export function accountRow(accountId: string): string {
  return `account ${accountId}`;
}

/** All quotas of a scope: a ticket that names the scope needs each of them. */
export function quotasRow(scope: string, scopeId: string): string {
  return `quotas of ${scope}:${scopeId}`;
}

export function quotaRow(quotaId: string): string {
  return `quota ${quotaId}`;
}

/** Names a key within a cell. */
export function keyNameOf(accountId: string, operation: string, key: string): string {
  return `${accountId}\u0000${operation}\u0000${key}`;
}
