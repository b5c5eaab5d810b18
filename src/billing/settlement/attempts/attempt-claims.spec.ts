import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { settlementAttempt } from '../../../../test/support/engine/settlement-attempt.js';
import { newId } from '../../../engine/ids.js';
import { AttemptClaims, MAX_CELLS_AT_ONCE } from './attempt-claims.js';
import type { LeaseStore, Leased } from './lease.store.js';

/** A lease store whose answers come when they are let go, cell by cell. */
function claimsOf() {
  const asked: { cell: number; ids: readonly string[] }[] = [];
  const waiting: ((fails: boolean) => void)[] = [];
  const claim = (cell: number, ids: readonly string[]): Promise<Leased> => {
    asked.push({ cell, ids });
    return new Promise((resolve, reject) => {
      waiting.push((fails) => {
        if (fails) reject(new Error('The database is away'));
        else
          resolve({ claimed: ids.map((attemptId) => settlementAttempt({ attemptId })), waiting: new Map() });
      });
    });
  };
  const answer = async (fails = false): Promise<void> => {
    waiting.splice(0).forEach((one) => one(fails));
    await turn();
  };
  return { claims: new AttemptClaims({ claim } as LeaseStore), asked, answer };
}

const idIn = (cell: number): string => newId('attempt', cell);

describe('claiming attempts', () => {
  it('takes those of a cell together who ask at once, and the next ones with the next', async () => {
    const it = claimsOf();
    const [a, b, c] = [idIn(0), idIn(0), idIn(0)];
    const first = Promise.all([it.claims.claim(a), it.claims.claim(b)]);
    await turn();
    const later = it.claims.claim(c);
    await turn();
    expect(it.asked).toEqual([{ cell: 0, ids: [a, b] }]);
    await it.answer();
    expect((await first).map(({ status }) => status)).toEqual(['claimed', 'claimed']);
    expect(it.asked[1]).toEqual({ cell: 0, ids: [c] });
    await it.answer();
    expect(await later).toMatchObject({ status: 'claimed', attempt: { attemptId: c } });
  });

  it('asks for a bounded number of cells at once, and for each in its turn', async () => {
    const it = claimsOf();
    const cells = Array.from({ length: MAX_CELLS_AT_ONCE + 2 }, (_, cell) => cell);
    const claims = Promise.all(cells.map((cell) => it.claims.claim(idIn(cell))));
    await turn();
    expect(it.asked.map(({ cell }) => cell)).toEqual(cells.slice(0, MAX_CELLS_AT_ONCE));
    await it.answer();
    await it.answer();
    expect(it.asked.map(({ cell }) => cell)).toEqual(cells);
    expect((await claims).map(({ status }) => status)).toEqual(cells.map(() => 'claimed'));
  });

  it('tells those who asked together of a failure, and goes on', async () => {
    const it = claimsOf();
    const lost = it.claims.claim(idIn(0));
    await turn();
    const next = it.claims.claim(idIn(0));
    await Promise.all([expect(lost).rejects.toThrow('The database is away'), it.answer(true)]);
    await it.answer();
    expect((await next).status).toBe('claimed');
  });

  it('knows that what is no attempt’s id is none', async () => {
    expect(await claimsOf().claims.claim('bill_1')).toEqual({ status: 'gone' });
  });
});
