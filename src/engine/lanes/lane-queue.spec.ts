import { describe, expect, it } from '@jest/globals';
import { chargeOf } from '../../../test/support/domain/commands.js';
import { accountIdOf } from '../../domain/commands.js';
import { LaneQueue } from './lane-queue.js';
import type { Ticket } from './ticket.js';

/** A ticket of this account; `name` stands as its key. */
function ticketOf(user: string, name: string, bulk = false): Ticket {
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
    bulk,
    takesLease: false,
    begun: false,
    answered: false,
    resolve: () => undefined,
    reject: () => undefined,
  };
}

/** A queue of tickets named `a1 a2 b1 …`, in this order; the letter is the account. */
function queueOf(
  names: string,
  batchLimit: number,
): {
  queue: LaneQueue;
  tickets: Map<string, Ticket>;
} {
  const queue = new LaneQueue({ batchLimit, queueLimit: 4_096 });
  const tickets = new Map(names.split(' ').map((name) => [name, ticketOf(name[0] as string, name)]));
  for (const ticket of tickets.values()) queue.push(ticket);
  return { queue, tickets };
}

const take = (queue: LaneQueue): string =>
  queue
    .take()
    .map(({ key }) => key)
    .join(' ');

describe('a queue that holds no more than a batch', () => {
  it('gives all, in arrival order, and is empty after', () => {
    const { queue } = queueOf('a1 b1 a2 c1', 4);
    expect([take(queue), queue.length, take(queue)]).toEqual(['a1 b1 a2 c1', 0, '']);
  });
});

describe('a queue that holds more', () => {
  it('takes accounts round robin, so that a busy one holds up nobody', () => {
    const { queue } = queueOf('a1 a2 a3 a4 a5 b1 c1 c2', 4);
    expect(take(queue)).toBe('a1 a2 b1 c1');
    expect(take(queue)).toBe('a3 a4 a5 c2');
  });

  it('keeps each account’s commands in arrival order, over all batches', () => {
    const names = Array.from(
      { length: 200 },
      (_, n) => `${'abcde'[(n * n) % 5]}${String(n).padStart(3, '0')}`,
    );
    const { queue } = queueOf(names.join(' '), 7);
    const taken: string[] = [];
    while (queue.length > 0) taken.push(...queue.take().map(({ key }) => key));
    expect(taken).toHaveLength(200);
    for (const account of 'abcde') {
      const own = (all: readonly string[]) => all.filter((name) => name.startsWith(account));
      expect(own(taken)).toEqual(own(names));
    }
  });

  it('takes the accounts that came first while there are more of them than a batch holds', () => {
    const { queue } = queueOf('a1 b1 c1 d1 a2 b2', 3);
    expect([take(queue), take(queue)]).toEqual(['a1 b1 c1', 'd1 a2 b2']);
  });

  it('serves a newcomer at once although a busy account still waits', () => {
    const { queue } = queueOf('a1 a2 a3 a4 a5 a6', 2);
    expect(take(queue)).toBe('a1 a2');
    queue.push(ticketOf('b', 'b1'));
    expect(take(queue)).toBe('a3 b1');
  });
});

describe('callers who have gone', () => {
  it('take no seat and are not counted', () => {
    const { queue, tickets } = queueOf('a1 a2 b1 b2', 2);
    for (const name of ['a1', 'b2']) (tickets.get(name) as Ticket).answered = true;
    expect(take(queue)).toBe('a2 b1');
    expect(queue.length).toBe(0);
  });
});

describe('bulk work', () => {
  /** Joins `count` tickets named `name1 name2 …` of one account. */
  function join(queue: LaneQueue, name: string, count: number, bulk: boolean): void {
    for (let n = 1; n <= count; n += 1) queue.push(ticketOf(name, `${name}${n}`, bulk));
  }

  /** How many of callers and of bulk work the next batch takes. */
  function shares(queue: LaneQueue): [callers: number, bulk: number] {
    const batch = queue.take();
    const bulk = batch.filter((ticket) => ticket.bulk).length;
    return [batch.length - bulk, bulk];
  }

  it('gets whole batches while nobody calls, in its order', () => {
    const queue = new LaneQueue({ batchLimit: 4, queueLimit: 10 });
    join(queue, 'x', 6, true);
    expect([take(queue), take(queue)]).toEqual(['x1 x2 x3 x4', 'x5 x6']);
  });

  it.each([
    [1, 1, 32],
    [20, 20, 32],
    [64, 64, 64],
    [200, 128, 128],
    [500, 128, 128],
  ])('beside %i callers leaves %i of them a seat and takes %i', (callers, served, bulk) => {
    const queue = new LaneQueue({ batchLimit: 256, queueLimit: 4_096 });
    join(queue, 'x', 600, true);
    join(queue, 'a', callers, false);
    expect(shares(queue)).toEqual([served, bulk]);
  });

  it('goes first in no batch, and leaves callers at least half of it', () => {
    const queue = new LaneQueue({ batchLimit: 4, queueLimit: 10 });
    join(queue, 'x', 4, true);
    join(queue, 'a', 3, false);
    expect([take(queue), take(queue)]).toEqual(['a1 a2 x1 x2', 'a3 x3 x4']);
  });

  it('goes on taking little for a while after callers were served, for they come again', () => {
    const queue = new LaneQueue({ batchLimit: 256, queueLimit: 4_096 });
    join(queue, 'x', 2_000, true);
    join(queue, 'a', 40, false);
    const taken = Array.from({ length: 10 }, () => shares(queue));
    expect(taken).toEqual([[40, 40], ...Array.from({ length: 8 }, () => [0, 40]), [0, 256]]);
  });

  it('never fills the queue for callers, keeps one batch ready, and joins not while callers are refused', async () => {
    const queue = new LaneQueue({ batchLimit: 4, queueLimit: 3 });
    join(queue, 'x', 4, true);
    expect([queue.isFull, queue.hasRoomForBulk]).toEqual([false, false]);
    const room = queue.batchTaken().then(() => queue.hasRoomForBulk);
    queue.take();
    expect(await room).toBe(true);
    join(queue, 'a', 3, false);
    expect([queue.isFull, queue.hasRoomForBulk]).toEqual([true, false]);
  });
});
