import { describe, expect, it } from '@jest/globals';
import type { FaultOrder } from '../../../upstreams/faults/fault.js';
import { failureOf, faultSuite } from './fault-suite.js';

const suite = faultSuite();
const { wallet, consume, strike } = suite;
const { calls } = wallet;

describe('which requests are struck', () => {
  const statuses = async (ids: readonly string[]): Promise<number[]> => {
    const seen: number[] = [];
    for (const id of ids) seen.push((await consume(id)).status);
    return seen;
  };

  it('those of the path and method only', async () => {
    await strike({ kind: 'error_before' });
    await expect(calls.get(`/api/v1/wallets/${suite.walletId}`)).resolves.toMatchObject({ status: 200 });
    await expect(consume()).resolves.toMatchObject({ status: 500 });
  });

  it('so many, after so many', async () => {
    await strike({ kind: 'error_before', skip: 1, count: 2 });
    expect(await statuses(['a', 'b', 'c', 'd'])).toEqual([200, 500, 500, 200]);
    expect(await wallet.control.faults()).toMatchObject([{ kind: 'error_before', matched: 4, struck: 2 }]);
  });

  it('those that contain a text', async () => {
    await strike({ kind: 'error_before', containing: 'bill_2' });
    expect(await statuses(['bill_1', 'bill_2', 'bill_3'])).toEqual([200, 500, 200]);
  });

  it('by lot, the same for the same seed', async () => {
    const draw = async (seed: number): Promise<number[]> => {
      await wallet.control.clearFaults();
      await wallet.control.set({ seed });
      await strike({ kind: 'error_before', probability: 0.5 });
      return statuses(Array.from({ length: 40 }, (_, n) => `bill_${n}`));
    };
    const first = await draw(7);
    expect(new Set(first)).toEqual(new Set([200, 500]));
    expect(await draw(7)).toEqual(first);
    expect(await draw(8)).not.toEqual(first);
  });

  it('none any more once the fault is taken back', async () => {
    const fault = await strike({ kind: 'error_before' });
    await wallet.control.removeFault(fault);
    expect(await statuses(['a'])).toEqual([200]);
  });

  it('are counted, by kind and by route', async () => {
    await strike({ kind: 'error_after', count: 2 });
    await strike({ kind: 'reset_before', count: 1 });
    await statuses(['a', 'b']);
    await failureOf(consume('c'));
    await calls.get('/nowhere');
    expect(await wallet.control.counters()).toEqual({
      faults: { error_after: 2, reset_before: 1 },
      routes: {
        'POST /api/v1/wallets/{wallet_id}/consume': { asked: 3, answered: { 500: 2 } },
        'no such route': { asked: 1, answered: { 404: 1 } },
      },
    });
  });

  it('never by a fault that there is not: 422', async () => {
    const nonsense: object = { kind: 'earthquake' };
    await expect(wallet.control.addFault(nonsense as FaultOrder)).rejects.toThrow('422');
    await expect(wallet.control.addFault({ kind: 'delay', probability: 2 })).rejects.toThrow('422');
  });
});
