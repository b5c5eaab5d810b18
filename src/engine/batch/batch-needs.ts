import { text, type Columns } from './columns.js';
import type { ScopeRef, Ticket } from '../lanes/ticket.js';

/** The quotas of one cell that a batch locks. */
export interface CellQuotas {
  readonly cell: number;
  readonly scopes: string[];
  readonly scopeIds: string[];
  readonly ids: string[];
}

/** The quotas to lock, cell by cell in ascending order: part of the engine's total lock order. */
export function quotasByCell(tickets: readonly Ticket[]): CellQuotas[] {
  const cells = new Map<number, { scopes: Map<string, ScopeRef>; ids: Set<string> }>();
  const of = (cell: number) => {
    const known = cells.get(cell);
    if (known) return known;
    const made = { scopes: new Map<string, ScopeRef>(), ids: new Set<string>() };
    cells.set(cell, made);
    return made;
  };
  for (const { scopes, quotaIds } of tickets) {
    for (const scope of scopes) of(scope.cell).scopes.set(`${scope.scope}:${scope.scopeId}`, scope);
    for (const { id, cell } of quotaIds) of(cell).ids.add(id);
  }
  return [...cells]
    .sort(([a], [b]) => a - b)
    .map(([cell, { scopes, ids }]) => ({
      cell,
      scopes: [...scopes.values()].map(({ scope }) => scope),
      scopeIds: [...scopes.values()].map(({ scopeId }) => scopeId),
      ids: [...ids],
    }));
}

/** The rows that the batch's commands name by their ids. */
export function namesOf(tickets: readonly Ticket[]) {
  const billingIds = new Set<string>();
  const attemptIds = new Set<string>();
  const subscriptionIds = new Set<string>();
  for (const { command } of tickets) {
    if ('billingId' in command) billingIds.add(command.billingId);
    if (command.type === 'settle_payment' || command.type === 'decide_again')
      attemptIds.add(command.attemptId);
    if (command.type === 'transfer_done') attemptIds.add(command.transferId);
    if (command.type === 'subscribe' && command.subscriptionId) subscriptionIds.add(command.subscriptionId);
  }
  return {
    billingIds: [...billingIds],
    attemptIds: [...attemptIds],
    subscriptionIds: [...subscriptionIds],
  };
}

/** The keys of the batch as the columns of `load.keys`: account, operation, key. */
export const KEY_NAME: Columns<Ticket> = [
  text((ticket) => ticket.accountId),
  text((ticket) => ticket.command.type),
  text((ticket) => ticket.key),
];
