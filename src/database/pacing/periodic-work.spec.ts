import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../../test/support/wait-until.js';
import { PeriodicWork, type Rhythm } from './periodic-work.js';

const NEVER_MS = 3_600_000;
const running: PeriodicWork[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((work) => work.stop()));
});

/** Work whose rounds are counted, and end when `round` does; what it logs is kept. */
function workOf(rhythm: Rhythm, round: (count: number) => Promise<void> | void = () => undefined) {
  const seen = { rounds: 0, warnings: [] as unknown[], errors: [] as unknown[] };
  const work = new PeriodicWork(
    async () => {
      seen.rounds += 1;
      await round(seen.rounds);
    },
    rhythm,
    {
      warn: (line: unknown) => void seen.warnings.push(line),
      error: (line: unknown) => void seen.errors.push(line),
    },
  );
  running.push(work);
  return { work, seen };
}

/** A round that ends when it is told to. */
function held() {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  return { ended, end };
}

describe('periodic work', () => {
  it('does nothing before its start, and its first round at once', () => {
    const { work, seen } = workOf({ intervalMs: NEVER_MS });
    expect(seen.rounds).toBe(0);
    work.start();
    expect(seen.rounds).toBe(1);
  });

  it('puts its first round off where it is told to', async () => {
    const { work, seen } = workOf({ intervalMs: NEVER_MS, firstAfterMs: 20 });
    work.start();
    expect(seen.rounds).toBe(0);
    await waitUntil('the first round comes', () => seen.rounds === 1);
  });

  it('comes again after a pause that begins when a round ends, never two at once', async () => {
    const first = held();
    const { work, seen } = workOf({ intervalMs: 1 }, (count) => (count === 1 ? first.ended : undefined));
    work.start();
    work.start();
    const other = workOf({ intervalMs: 1 });
    other.work.start();
    await waitUntil('another one has come often', () => other.seen.rounds >= 5);
    expect(seen.rounds).toBe(1);
    first.end();
    await waitUntil('it comes again', () => seen.rounds >= 3);
  });

  it('survives a round that fails, with a line that says why', async () => {
    const broken = new Error('broken');
    const { work, seen } = workOf({ intervalMs: 1 }, (count) => {
      if (count === 1) throw broken;
    });
    work.start();
    await waitUntil('it comes again', () => seen.rounds >= 2);
    expect(seen.errors).toEqual([{ msg: expect.stringContaining('failed'), err: broken }]);
  });
});

describe('periodic work that is woken', () => {
  it('comes at once', async () => {
    const { work, seen } = workOf({ intervalMs: NEVER_MS });
    work.start();
    await nextTurn();
    work.wake();
    await waitUntil('it comes', () => seen.rounds === 2);
  });

  it('comes right after the round at hand, once, and then rests again', async () => {
    const first = held();
    const { work, seen } = workOf({ intervalMs: NEVER_MS }, (count) =>
      count === 1 ? first.ended : undefined,
    );
    work.start();
    work.wake();
    work.wake();
    first.end();
    await waitUntil('it comes', () => seen.rounds === 2);
    await nextTurn();
    expect(seen.rounds).toBe(2);
  });
});

describe('the stop of periodic work', () => {
  it('ends a pause at once, and no round comes after it', async () => {
    const { work, seen } = workOf({ intervalMs: NEVER_MS });
    work.start();
    await nextTurn();
    await work.stop();
    expect([seen.rounds, work.isStopping, seen.warnings]).toEqual([1, true, []]);
  });

  it('before the first round means that none comes', async () => {
    const { work, seen } = workOf({ intervalMs: 1, firstAfterMs: NEVER_MS });
    work.start();
    await work.stop();
    expect(seen.rounds).toBe(0);
  });

  it('waits for the round at hand, which hears of it between two of its steps', async () => {
    let steps = 0;
    const { work } = workOf({ intervalMs: NEVER_MS }, async () => {
      do steps += 1;
      while (await work.pause(1));
    });
    work.start();
    await waitUntil('it is at work', () => steps > 2);
    const before = steps;
    await work.stop();
    expect(steps).toBeLessThanOrEqual(before + 1);
    expect(await work.pause(NEVER_MS)).toBe(false);
  });

  it('does not wait for ever: a round that hangs is left to itself, with a line that says so', async () => {
    const { work, seen } = workOf({ intervalMs: 1, stopWaitMs: 20 }, () => new Promise(() => {}));
    work.start();
    await work.stop();
    expect(seen.warnings).toEqual([expect.stringContaining('within 20 ms')]);
  });

  it('of work that was never started ends at once', async () => {
    const { work, seen } = workOf({ intervalMs: 1 });
    await work.stop();
    work.start();
    await nextTurn();
    expect(seen.rounds).toBe(0);
  });
});
