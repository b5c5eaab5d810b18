import { describe, expect, it } from '@jest/globals';
import type { AttemptState } from '../../domain/vocabulary.js';
import { isSettled } from './attempts/settlement-attempt.js';
import { SettlementWaits } from './settlement-waits.js';

const UNTOLD = { answer: null };

/** In the states one after the other, then in the last one for ever. */
function attemptsIn(...states: [AttemptState, ...AttemptState[]]) {
  const looks: number[] = [];
  return {
    findSettled: async (attemptIds: Iterable<string>) => {
      const asked = [...attemptIds];
      const state = states[Math.min(looks.length, states.length - 1)] as AttemptState;
      looks.push(asked.length);
      return new Set(isSettled(state) ? asked : []);
    },
    /** How many attempts each look was about. */
    looks,
  };
}

describe('a wait for a settlement', () => {
  it('ends at once when this process settles the attempt', async () => {
    const attempts = attemptsIn('created');
    const waits = new SettlementWaits(attempts);
    const settled = waits.settled('att_1', 60_000);
    waits.wake('att_1');
    await expect(settled).resolves.toEqual(UNTOLD);
    expect(attempts.looks).toEqual([]);
  });

  it('wakes every request that waits for the same attempt, and no other', async () => {
    const waits = new SettlementWaits(attemptsIn('created'));
    const same = [waits.settled('att_1', 60_000), waits.settled('att_1', 60_000)];
    const other = waits.settled('att_2', 0);
    waits.wake('att_1');
    await expect(Promise.all(same)).resolves.toEqual([UNTOLD, UNTOLD]);
    await expect(other).resolves.toBeNull();
  });

  it('finds a settlement that another process made', async () => {
    const waits = new SettlementWaits(attemptsIn('created', 'succeeded'));
    await expect(waits.settled('att_1', 60_000)).resolves.toEqual(UNTOLD);
  });

  it('shares its looks with everybody who waits', async () => {
    const attempts = attemptsIn('created', 'created', 'succeeded');
    const waits = new SettlementWaits(attempts);
    const all = Array.from({ length: 4_000 }, (_, n) => waits.settled(`att_${n}`, 60_000));
    expect(new Set(await Promise.all(all))).toEqual(new Set([UNTOLD]));
    expect(attempts.looks.reduce((sum, asked) => sum + asked, 0)).toBeGreaterThanOrEqual(4_000);
    expect(attempts.looks.length).toBeLessThan(100);
  });

  it('is woken in the middle of a look', async () => {
    let begun: () => void = () => undefined;
    const looking = new Promise<void>((resolve) => (begun = resolve));
    const waits = new SettlementWaits({
      findSettled: () => {
        begun();
        return new Promise(() => undefined);
      },
    });
    const settled = waits.settled('att_1', 60_000);
    await looking;
    waits.wake('att_1');
    await expect(settled).resolves.toEqual(UNTOLD);
  });

  it('does not take an unknown outcome for a settlement', async () => {
    const waits = new SettlementWaits(attemptsIn('unknown'));
    await expect(waits.settled('att_1', 10)).resolves.toBeNull();
  });

  it('is no wait for who comes when so many wait already', async () => {
    const waits = new SettlementWaits(attemptsIn('created'));
    const most = Array.from({ length: 4_096 }, () => waits.settled('att_1', 60_000));
    await expect(waits.settled('att_1', 60_000)).resolves.toBeNull();
    waits.wake('att_1');
    expect(new Set(await Promise.all(most))).toEqual(new Set([UNTOLD]));
    const next = waits.settled('att_1', 60_000);
    waits.wake('att_1');
    await expect(next).resolves.toEqual(UNTOLD);
  });

  it('takes a look that fails for no answer: the charge stays under way, and the next look finds it', async () => {
    const attempts = attemptsIn('succeeded');
    let isDown = true;
    const waits = new SettlementWaits({
      findSettled: (attemptIds) =>
        isDown ? Promise.reject(new Error('Connection terminated')) : attempts.findSettled(attemptIds),
    });
    await expect(waits.settled('att_1', 10)).resolves.toBeNull();
    isDown = false;
    await expect(waits.settled('att_1', 60_000)).resolves.toEqual(UNTOLD);
  });

  it('leaves nothing behind for an attempt that nobody waits for', () => {
    expect(() => new SettlementWaits(attemptsIn('created')).wake('att_1')).not.toThrow();
  });
});
