import { describe, expect, it } from '@jest/globals';
import { decimal } from '../../domain/decimal.js';
import type { Posting } from '../../domain/ledger.js';
import type { ChargeOutcome } from '../../domain/outcomes.js';
import { refuse } from '../../domain/problems/problems.js';
import { EngineCounts } from './engine-counts.js';
import { overloaded } from '../lanes/lane-failures.js';
import type { Ticket, TicketAnswer } from '../lanes/ticket.js';

const charged = { kind: 'charge', status: 'completed', refusal: null } as unknown as ChargeOutcome;
const kept: ChargeOutcome = {
  ...charged,
  status: 'failed',
  refusal: refuse('insufficient_wallet_balance', 'Too little'),
};
const done: TicketAnswer = { outcome: charged, replayed: false };

function posting(amount: string, move: Partial<Posting>): Posting {
  return { currency: 'CREDIT', operation: 'charge', amount: decimal(amount), ...move } as Posting;
}

describe('commands', () => {
  it('are counted by type and what became of them, refusals also by code', () => {
    const counts = new EngineCounts();
    counts.answered('charge', done);
    counts.answered('charge', { outcome: kept, replayed: false });
    counts.answered('charge', { outcome: kept, replayed: true });
    const refusal = refuse('insufficient_wallet_balance', 'Too little');
    counts.answered('withdraw', { outcome: { kind: 'refused', refusal }, replayed: false });
    counts.unanswered('charge', overloaded());
    counts.unanswered('charge', new Error('a fault'));
    expect(Object.fromEntries(counts.commands)).toEqual({
      charge: { done: 1, kept: 1, refused: 0, replayed: 1, unanswered: 2 },
      withdraw: { done: 0, kept: 0, refused: 1, replayed: 0, unanswered: 0 },
    });
    expect(Object.fromEntries(counts.refusals)).toEqual({
      insufficient_wallet_balance: 2,
      overloaded: 1,
      internal_error: 1,
    });
  });
});

describe('money', () => {
  it.each<[string, Partial<Posting>]>([
    ['charged', { source: 'available', destination: 'revenue' }],
    ['charged', { source: 'external', destination: 'revenue' }],
    ['refunded', { source: 'refunds', destination: 'available' }],
    ['refunded', { source: 'refunds', destination: 'external' }],
    ['deposited', { source: 'deposits', destination: 'available', operation: 'deposit' }],
    ['granted', { source: 'deposits', destination: 'credits', operation: 'grant_credits' }],
    ['withdrawn', { source: 'available', destination: 'external', operation: 'withdraw' }],
    ['transferred_out', { source: 'available', destination: 'external', operation: 'transfer_out' }],
    ['transferred_in', { source: 'external', destination: 'available', operation: 'transfer_in' }],
  ])('is %s by where it goes', (kind, move) => {
    const counts = new EngineCounts();
    counts.ran(1, performance.now(), [posting('0.0003', move), posting('12345678901234.5', move)]);
    const moved = counts.money.byCurrency.get('CREDIT');
    expect(moved).toMatchObject({ [kind]: 0.0003 + 12345678901234.5 });
    expect(Object.values(moved ?? {}).filter((amount) => amount > 0)).toHaveLength(1);
  });

  it('has a bounded number of currencies', () => {
    const counts = new EngineCounts();
    const move = { source: 'available', destination: 'revenue' } as const;
    for (let i = 0; i < 100; i += 1)
      counts.ran(1, performance.now(), [posting('1', { ...move, currency: `X${i}` })]);
    expect(counts.money.byCurrency.size).toBe(33);
    expect(counts.money.byCurrency.get('other')).toMatchObject({ charged: 68 });
  });

  it('of a commit in doubt counts once it is known to have taken effect, and not for replays alone', () => {
    const tickets = [{ key: 'new' }, { key: 'old' }] as unknown as Ticket[];
    const postings = [posting('5', { source: 'available', destination: 'revenue' })];
    const result = { answers: [done, { outcome: charged, replayed: true }], postings };
    const counts = new EngineCounts();
    counts.movedAfterAll(result, tickets, new Map([[tickets[1]!, done]]));
    expect(counts.money.byCurrency.size).toBe(0);
    counts.movedAfterAll(result, tickets, new Map([[tickets[0]!, done]]));
    expect(counts.money.byCurrency.get('CREDIT')).toMatchObject({ charged: 5 });
  });
});
