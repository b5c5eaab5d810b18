import { describe, expect, it } from '@jest/globals';
import { Gate } from './gate.js';

const PATIENT = new AbortController().signal;

/** A work that ends when it is told to. */
function work() {
  let finish: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (finish = resolve));
  const state = { begun: false };
  const run = (): Promise<void> => {
    state.begun = true;
    return ended;
  };
  return { state, run, finish };
}

describe('a gate', () => {
  it('lets so many in at once and the next ones in their order, whether a work ends well or not', async () => {
    const gate = new Gate(2, 10);
    const works = Array.from({ length: 4 }, work);
    const runs = works.map(({ run }) => gate.run(PATIENT, run));
    expect(works.map(({ state }) => state.begun)).toEqual([true, true, false, false]);
    works[1]?.finish();
    await runs[1];
    expect(works.map(({ state }) => state.begun)).toEqual([true, true, true, false]);
    const failed = gate.run(PATIENT, () => Promise.reject(new Error('broken')));
    works.forEach(({ finish }) => finish());
    await Promise.all(runs);
    await expect(failed).rejects.toThrow('broken');
    expect(await gate.run(PATIENT, () => Promise.resolve('open'))).toBe('open');
  });

  it('refuses who finds the line full, and keeps the place of nobody who left it', async () => {
    const gate = new Gate(1, 1);
    const [first, second, third] = [work(), work(), work()];
    const impatient = new AbortController();
    const running = gate.run(PATIENT, first.run);
    const leaving = gate.run(impatient.signal, second.run);
    await expect(gate.run(PATIENT, third.run)).rejects.toMatchObject({ code: 'overloaded' });

    impatient.abort(new Error('gone'));
    await expect(leaving).rejects.toThrow('gone');
    const waiting = gate.run(PATIENT, third.run);
    first.finish();
    third.finish();
    await Promise.all([running, waiting]);
    expect([second.state.begun, third.state.begun]).toEqual([false, true]);
    expect(gate.waiting).toBe(0);
  });

  it('begins nothing for somebody who has gone', async () => {
    const late = work();
    const gone = AbortSignal.abort(new Error('gone'));
    await expect(new Gate(1, 1).run(gone, late.run)).rejects.toThrow('gone');
    expect(late.state.begun).toBe(false);
  });
});
