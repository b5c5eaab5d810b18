import { describe, expect, it } from '@jest/globals';
import type { AttemptState } from './settlement-attempt.js';
import { SettlementWaits } from './settlement-waits.js';

/** Answers the states one after the other, then the last one for ever. */
function attemptsIn(...states: [AttemptState, ...AttemptState[]]) {
  let looks = 0;
  return {
    findState: async () => states[Math.min(looks++, states.length - 1)] as AttemptState,
    looks: () => looks,
  };
}

describe('a wait for a settlement', () => {
  it('ends at once when this process settles the attempt', async () => {
    const attempts = attemptsIn('created');
    const waits = new SettlementWaits(attempts);
    const settled = waits.settled('att_1', 60_000);
    waits.wake('att_1');
    await expect(settled).resolves.toBe(true);
    expect(attempts.looks()).toBe(0);
  });

  it('wakes every request that waits for the same attempt, and no other', async () => {
    const waits = new SettlementWaits(attemptsIn('created'));
    const same = [waits.settled('att_1', 60_000), waits.settled('att_1', 60_000)];
    const other = waits.settled('att_2', 0);
    waits.wake('att_1');
    await expect(Promise.all(same)).resolves.toEqual([true, true]);
    await expect(other).resolves.toBe(false);
  });

  it('finds a settlement that another process made', async () => {
    const waits = new SettlementWaits(attemptsIn('created', 'succeeded'));
    await expect(waits.settled('att_1', 60_000)).resolves.toBe(true);
  });

  it('does not take an unknown outcome for a settlement', async () => {
    const waits = new SettlementWaits(attemptsIn('unknown'));
    await expect(waits.settled('att_1', 10)).resolves.toBe(false);
  });

  it('is no wait for who comes when so many wait already', async () => {
    const waits = new SettlementWaits(attemptsIn('created'));
    const most = Array.from({ length: 4_096 }, () => waits.settled('att_1', 60_000));
    await expect(waits.settled('att_1', 60_000)).resolves.toBe(false);
    waits.wake('att_1');
    expect(new Set(await Promise.all(most))).toEqual(new Set([true]));
    const next = waits.settled('att_1', 60_000);
    waits.wake('att_1');
    await expect(next).resolves.toBe(true);
  });

  it('takes a look that fails for no answer: the charge stays under way', async () => {
    const waits = new SettlementWaits({
      findState: () => Promise.reject(new Error('Connection terminated')),
    });
    await expect(waits.settled('att_1', 10)).resolves.toBe(false);
  });

  it('leaves nothing behind for an attempt that nobody waits for', () => {
    expect(() => new SettlementWaits(attemptsIn('created')).wake('att_1')).not.toThrow();
  });
});
