import { describe, expect, it } from '@jest/globals';
import { chargeOf } from '../../test/support/commands.js';
import { accountIdOf } from '../domain/commands.js';
import { LaneQueue } from './lane-queue.js';
import type { Ticket } from './ticket.js';

/** A ticket of this account; `name` stands as its key. */
function ticketOf(user: string, name: string): Ticket {
  const command = chargeOf(user, 'unit', '1');
  return {
    command,
    accountId: accountIdOf(command.account),
    cell: 0,
    key: name,
    fingerprint: Buffer.alloc(32),
    scopes: [],
    quotaIds: [],
    deadline: Infinity,
    begun: false,
    answered: false,
    resolve: () => undefined,
    reject: () => undefined,
  };
}

/** A queue of tickets named `a1 a2 b1 …`, in this order; the letter is the account. */
function queueOf(names: string): { queue: LaneQueue; tickets: Map<string, Ticket> } {
  const queue = new LaneQueue();
  const tickets = new Map(names.split(' ').map((name) => [name, ticketOf(name[0] as string, name)]));
  for (const ticket of tickets.values()) queue.push(ticket);
  return { queue, tickets };
}

const take = (queue: LaneQueue, limit: number): string =>
  queue
    .take(limit)
    .map(({ key }) => key)
    .join(' ');

describe('a queue that holds no more than a batch', () => {
  it('gives all, in arrival order, and is empty after', () => {
    const { queue } = queueOf('a1 b1 a2 c1');
    expect([take(queue, 4), queue.length, take(queue, 4)]).toEqual(['a1 b1 a2 c1', 0, '']);
  });
});

describe('a queue that holds more', () => {
  it('takes accounts round robin, so that a busy one holds up nobody', () => {
    const { queue } = queueOf('a1 a2 a3 a4 a5 b1 c1 c2');
    expect(take(queue, 4)).toBe('a1 a2 b1 c1');
    expect(take(queue, 4)).toBe('a3 a4 a5 c2');
  });

  it('keeps each account’s commands in arrival order, over all batches', () => {
    const names = Array.from(
      { length: 200 },
      (_, n) => `${'abcde'[(n * n) % 5]}${String(n).padStart(3, '0')}`,
    );
    const { queue } = queueOf(names.join(' '));
    const taken: string[] = [];
    while (queue.length > 0) taken.push(...queue.take(7).map(({ key }) => key));
    expect(taken).toHaveLength(200);
    for (const account of 'abcde') {
      const own = (all: readonly string[]) => all.filter((name) => name.startsWith(account));
      expect(own(taken)).toEqual(own(names));
    }
  });

  it('takes the accounts that came first while there are more of them than a batch holds', () => {
    const { queue } = queueOf('a1 b1 c1 d1 a2 b2');
    expect([take(queue, 3), take(queue, 3)]).toEqual(['a1 b1 c1', 'd1 a2 b2']);
  });

  it('serves a newcomer at once although a busy account still waits', () => {
    const { queue } = queueOf('a1 a2 a3 a4 a5 a6');
    expect(take(queue, 2)).toBe('a1 a2');
    queue.push(ticketOf('b', 'b1'));
    expect(take(queue, 2)).toBe('a3 b1');
  });
});

describe('callers who have gone', () => {
  it('take no seat and are not counted', () => {
    const { queue, tickets } = queueOf('a1 a2 b1 b2');
    for (const name of ['a1', 'b2']) (tickets.get(name) as Ticket).answered = true;
    expect(take(queue, 2)).toBe('a2 b1');
    expect(queue.length).toBe(0);
  });
});
