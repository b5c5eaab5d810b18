import { decide } from '../../domain/decide/decide.js';
import { refuse } from '../../domain/problems.js';
import type { Context } from '../../domain/state.js';
import { keyNameOf, type Ticket, type TicketAnswer } from '../ticket.js';
import type { BatchState } from './batch-state.js';
import type { WriteSet } from './write-set.js';

/**
 * Decides a batch in arrival order. A key that is stored, or that a ticket before it in the batch has just used, is
 * answered with what it came to; under another fingerprint it is a conflict, and nothing is written.
 */
export function decideBatch(
  tickets: readonly Ticket[],
  state: BatchState,
  writes: WriteSet,
  context: Context,
): TicketAnswer[] {
  return tickets.map(
    (ticket) => storedAnswer(ticket, state, writes) ?? decideOne(ticket, state, writes, context),
  );
}

function storedAnswer(ticket: Ticket, state: BatchState, writes: WriteSet): TicketAnswer | null {
  const name = keyNameOf(ticket.accountId, ticket.command.type, ticket.key);
  const stored = writes.keys.get(name) ?? state.keys.get(name);
  if (!stored) return null;
  if (stored.fingerprint.equals(ticket.fingerprint)) return { outcome: stored.outcome, replayed: true };
  const refusal = refuse(
    'idempotency_key_conflict',
    'The idempotency key was used before for a different request',
    { idempotency_key: ticket.key },
  );
  return { outcome: { kind: 'refused', refusal }, replayed: false };
}

function decideOne(ticket: Ticket, state: BatchState, writes: WriteSet, context: Context): TicketAnswer {
  const { outcome, effects } = decide(state.viewOf(ticket), ticket.command, context);
  if (effects) {
    writes.add(ticket, effects, outcome);
    state.apply(ticket, effects);
  }
  return { outcome, replayed: false };
}
