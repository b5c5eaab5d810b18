import { decide } from '../../domain/decide/decide.js';
import { refuse } from '../../domain/problems/problems.js';
import type { Context } from '../../domain/state.js';
import { keyNameOf, type Ticket, type TicketAnswer } from '../lanes/ticket.js';
import type { BatchState } from './batch-state.js';
import { WriteSet } from './write-set.js';

/**
 * Postgres writes one portion while the next is being decided, which is what a lane that works alone on a hot account
 * would otherwise wait for. Smaller ones cost more in statements than they gain.
 */
const PORTION = 64;

/** Consecutive tickets of a batch, decided, and what they have to write. */
interface Portion {
  readonly answers: readonly TicketAnswer[];
  readonly writes: WriteSet;
}

/**
 * Decides a batch in arrival order, a portion at a time; each portion sees what the ones before it did. A key that is
 * stored, or that a ticket before it in the batch has just used, is answered with what it came to; under another
 * fingerprint it is a conflict, and nothing is written.
 */
export function* decideBatch(
  tickets: readonly Ticket[],
  state: BatchState,
  context: Context,
): Generator<Portion> {
  const portions = Math.max(1, Math.floor(tickets.length / PORTION));
  const size = Math.ceil(tickets.length / portions);
  for (let start = 0; start < tickets.length; start += size) {
    const writes = new WriteSet();
    const answers = tickets
      .slice(start, start + size)
      .map((ticket) => storedAnswer(ticket, state) ?? decideOne(ticket, state, writes, context));
    yield { answers, writes };
  }
}

function storedAnswer(ticket: Ticket, state: BatchState): TicketAnswer | null {
  const stored = state.keys.get(keyNameOf(ticket.accountId, ticket.command.type, ticket.key));
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
    state.apply(ticket, effects, outcome);
  }
  const final = effects?.finalAnswer?.outcome;
  return final ? { outcome, replayed: false, final } : { outcome, replayed: false };
}
