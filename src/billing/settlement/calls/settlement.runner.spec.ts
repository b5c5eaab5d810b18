import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { settlementAttempt } from '../../../../test/support/engine/settlement-attempt.js';
import { waitUntil } from '../../../../test/support/wait-until.js';
import type { FirstLease } from '../../../engine/engine.port.js';
import type { AttemptClaims, Claim } from '../attempts/attempt-claims.js';
import type { AttemptWork } from './attempt-work.service.js';
import { MAX_CALLS, MAX_WAITING, SettlementRunner } from './settlement.runner.js';

Logger.overrideLogger(false);

/** Claims that are given as told, and work that ends when told. */
function runnerOf(claimOf: (attemptId: string) => Claim = claimed) {
  const done: string[] = [];
  const ends: ((next: string | null) => void)[] = [];
  const claims = {
    claim: async (attemptId: string) => claimOf(attemptId),
    first: async ({ attempt }: FirstLease) => claimed(`${attempt.attemptId} as leased`),
  } as unknown as AttemptClaims;
  const work = {
    do: ({ attemptId }: { attemptId: string }) => {
      done.push(attemptId);
      return new Promise<string | null>((resolve) => ends.push(resolve));
    },
  } as unknown as AttemptWork;
  const attempts = { find: async (attemptId: string) => settlementAttempt({ attemptId, kind: 'credits' }) };
  const runner = new SettlementRunner(claims, work, attempts);
  return { runner, done, end: (next: string | null = null) => ends.splice(0).forEach((end) => end(next)) };
}

function claimed(attemptId: string): Claim {
  return { status: 'claimed', attempt: settlementAttempt({ attemptId, kind: 'wallet' }) };
}

describe('running attempts after their commit', () => {
  it('does the work of a claimed attempt, once', async () => {
    const it = runnerOf();
    it.runner.start('att_1', 'payment_charge');
    it.runner.start('att_1', 'payment_charge');
    await turn();
    expect(it.done).toEqual(['att_1']);
  });

  it('runs at once what it is given leased, claims none of it, and does it once', async () => {
    const it = runnerOf(() => ({ status: 'gone' }));
    const attempt = { attemptId: 'att_1', kind: 'wallet' };
    it.runner
      .takingLeases('wallet_deduction')
      .takeLease?.({ attempt, madeAt: 0, age: () => 0 } as unknown as FirstLease);
    it.runner.start('att_1', 'wallet_deduction');
    await turn();
    expect(it.done).toEqual(['att_1 as leased']);
  });

  it('takes leases while the method, or each of them, could be called at once', async () => {
    const it = runnerOf();
    const taken = (): boolean[] =>
      (['wallet_deduction', null, 'payment_charge'] as const).map(
        (method) => it.runner.takingLeases(method).takeLease !== undefined,
      );
    expect(taken()).toEqual([true, true, true]);
    for (let n = 0; n < MAX_CALLS; n += 1) it.runner.start(`att_${n}`, 'wallet_deduction');
    expect(taken()).toEqual([false, false, true]);
  });

  it('leaves one to others that they have claimed or settled', async () => {
    const it = runnerOf(() => ({ status: 'gone' }));
    it.runner.start('att_1', 'payment_charge');
    await turn();
    expect(it.done).toEqual([]);
  });

  it('goes on with the next method when one has declined', async () => {
    const it = runnerOf();
    it.runner.start('att_1', 'wallet_deduction');
    await turn();
    it.end('att_2');
    await waitUntil('the next attempt runs', () => it.done.includes('att_2'));
    expect(it.done).toEqual(['att_1', 'att_2']);
  });

  it('lets a slow upstream hold up nobody else’s', async () => {
    const it = runnerOf();
    for (let n = 0; n < MAX_CALLS + 1; n += 1) it.runner.start(`att_w${n}`, 'wallet_deduction');
    await turn();
    expect(it.done).toHaveLength(MAX_CALLS);
    it.runner.start('att_card', 'payment_charge');
    await turn();
    expect(it.done).toContain('att_card');
  });

  it('takes no more than it has room for, method by method', async () => {
    const it = runnerOf();
    for (let n = 0; n < MAX_CALLS + MAX_WAITING; n += 1) it.runner.start(`att_${n}`, 'wallet_deduction');
    await turn();
    expect(it.runner.isFull('wallet_deduction')).toBe(true);
    expect(it.runner.isFull('payment_charge')).toBe(false);
  });

  it('lets those wait whose wallet is being called, without a place in the line', async () => {
    let isFree = false;
    const it = runnerOf((attemptId) =>
      isFree ? claimed(attemptId) : { status: 'waits', accountId: 'user:alice' },
    );
    it.runner.start('att_2', 'wallet_deduction');
    it.runner.start('att_1', 'wallet_deduction');
    await turn();
    expect(it.done).toEqual([]);
    isFree = true;
    await waitUntil('the first has its turn', () => it.done.length === 1);
    expect(it.done).toEqual(['att_1']);
    it.end();
    await waitUntil('the second has its turn', () => it.done.length === 2);
    expect(it.done).toEqual(['att_1', 'att_2']);
  });

  it('finishes what runs when the service stops, and begins nothing more', async () => {
    const it = runnerOf();
    it.runner.start('att_1', 'payment_charge');
    await turn();
    const stopped = it.runner.onModuleDestroy();
    it.runner.start('att_2', 'payment_charge');
    it.end();
    await stopped;
    expect(it.done).toEqual(['att_1']);
  });
});
