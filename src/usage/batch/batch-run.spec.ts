import { describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { chargeOf } from '../../../test/support/domain/commands.js';
import type { BulkCharges } from '../../billing/charging/bulk-charges.service.js';
import type { ChargeCommand } from '../../domain/commands.js';
import type { ChargeOutcome } from '../../domain/outcomes.js';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import type { BulkAnswer, BulkItem } from '../../engine/engine.port.js';
import type { BatchItem } from './batch-item.js';
import { BatchRun, type ItemAnswer } from './batch-run.js';

type Answer = BulkAnswer<ChargeCommand>;

/** Charges that are answered when the test says so. */
class HeldCharges implements Pick<BulkCharges, 'submit'> {
  readonly submitted: string[][] = [];
  private readonly held: (() => void)[] = [];

  constructor(private readonly answerOf: (key: string) => Answer = completed) {}

  async submit(chunk: readonly BulkItem<ChargeCommand>[]) {
    const keys = chunk.map(({ key }) => key);
    this.submitted.push(keys);
    const answers = new Promise<readonly Answer[]>((resolve) =>
      this.held.push(() => resolve(keys.map(this.answerOf))),
    );
    return { answers };
  }

  release(): void {
    for (const answer of this.held.splice(0)) answer();
  }
}

function completed(key: string): Answer {
  return { outcome: { kind: 'charge', billingId: key } as ChargeOutcome, replayed: false };
}

function charge(key: string): BatchItem {
  return { key, command: chargeOf('user', 'unit', '1') };
}

/** Chunks of one item each, counted as they are read. */
function sourceOf(count: number) {
  const source = {
    read: 0,
    ended: false,
    async *[Symbol.asyncIterator](): AsyncGenerator<readonly BatchItem[]> {
      try {
        for (let n = 0; n < count; n += 1) {
          source.read += 1;
          yield [charge(`k${n}`)];
        }
      } finally {
        source.ended = true;
      }
    },
  };
  return source;
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await nextTurn();
}

const nameOf = (answer: ItemAnswer): string =>
  'error' in answer ? String(answer.error) : answer.outcome.billingId;

async function allOf(run: BatchRun): Promise<string[]> {
  const names: string[] = [];
  for await (const answers of run.answers()) names.push(...answers.map(nameOf));
  return names;
}

describe('a run', () => {
  it('answers in the order of the items, those that never were charges included', async () => {
    const charges = new HeldCharges();
    const source = {
      async *[Symbol.asyncIterator](): AsyncGenerator<readonly BatchItem[]> {
        yield [charge('a'), { error: 'no' }, charge('b')];
        yield [{ error: 'never' }];
        yield [charge('c')];
      },
    };
    const names = allOf(new BatchRun(charges, source, new AbortController()));
    await settle();
    charges.release();
    expect(await names).toEqual(['a', 'no', 'b', 'never', 'c']);
    expect(charges.submitted).toEqual([['a', 'b'], [], ['c']]);
  });

  it('reads on while chunks are under way, and pauses when too many are', async () => {
    const charges = new HeldCharges();
    const source = sourceOf(500);
    const names = allOf(new BatchRun(charges, source, new AbortController()));
    await settle();
    const paused = source.read;
    expect(paused).toBeGreaterThan(10);
    expect(paused).toBeLessThan(100);
    await settle();
    expect(source.read).toBe(paused);
    for (const unanswered = names.then(() => true); ; charges.release()) {
      if (await Promise.race([unanswered, nextTurn(false)])) break;
    }
    expect(await names).toEqual(Array.from({ length: 500 }, (_, n) => `k${n}`));
  });

  it('pauses when nobody takes the answers', async () => {
    const charges = new HeldCharges();
    const source = sourceOf(500);
    const answers = new BatchRun(charges, source, new AbortController()).answers();
    const first = answers.next();
    for (let round = 0; round < 100; round += 1) {
      charges.release();
      await nextTurn();
    }
    expect((await first).value).toHaveLength(1);
    expect(source.read).toBeLessThan(100);
    await answers.return(undefined);
    expect(source.ended).toBe(true);
  });

  it('begins nothing more once it is stopped, and answers what was begun', async () => {
    const charges = new HeldCharges();
    const stop = new AbortController();
    const run = new BatchRun(charges, sourceOf(500), stop);
    const names = allOf(run);
    await settle();
    const begun = charges.submitted.length;
    stop.abort('enough');
    await settle();
    charges.release();
    await settle();
    charges.release();
    expect(await names).toHaveLength(begun);
    expect(charges.submitted).toHaveLength(begun);
    expect(run.stoppedBy).toBe('enough');
  });

  it('stops when a whole chunk found no database, for its last reason', async () => {
    const gone = new DomainError(refuse('database_unavailable', 'gone'));
    const charges = new HeldCharges((key) => (key === 'k3' ? { error: gone } : completed(key)));
    const run = new BatchRun(charges, sourceOf(500), new AbortController());
    const names = allOf(run);
    await settle();
    charges.release();
    await settle();
    charges.release();
    expect((await names).length).toBeLessThan(100);
    expect(run.stoppedBy).toBe(gone);
  });

  it('says what its source threw, after the answers to what came before', async () => {
    const charges = new HeldCharges();
    const source = {
      async *[Symbol.asyncIterator](): AsyncGenerator<readonly BatchItem[]> {
        yield [charge('a')];
        throw new Error('the source broke');
      },
    };
    const run = new BatchRun(charges, source, new AbortController());
    const names = allOf(run);
    await settle();
    charges.release();
    expect(await names).toEqual(['a']);
    expect(run.stoppedBy).toEqual(new Error('the source broke'));
  });
});
