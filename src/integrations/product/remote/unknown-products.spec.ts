import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setImmediate as turn } from 'node:timers/promises';
import type { PriceReading } from './price-reading.js';
import { ABSENCE_MS, UNANSWERED_MS } from './absences.js';
import { MAX_FETCHES, MAX_PRICE_WAIT_MS, MAX_WAITING_FETCHES, UnknownProducts } from './unknown-products.js';

type Kind = PriceReading['kind'];

/** A product service that answers when the test says so. */
function scene() {
  const known = new Set<string>();
  const asked: string[] = [];
  const answers: { (kind: Kind): void }[] = [];
  const failures: { (error: Error): void }[] = [];
  const fetch = (productId: string): Promise<Kind> => {
    asked.push(productId);
    return new Promise((resolve, reject) => {
      answers.push((kind) => {
        if (kind === 'priced') known.add(productId);
        resolve(kind);
      });
      failures.push(reject);
    });
  };
  const book = {
    isLoaded: true,
    has: (id: string) => known.has(id),
    reload: async () => {},
    followQuestions: () => {},
  };
  const products = new UnknownProducts(book, { fetch });
  products.onModuleInit();
  return { products, asked, answers, failures };
}

const settled = async (): Promise<void> => {
  for (let n = 0; n < 5; n += 1) await turn();
};

describe('a product that is not known', () => {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] }));
  afterEach(() => void jest.useRealTimers());

  it('is asked for once for all who wait', async () => {
    const { products, asked, answers } = scene();
    const waits = Promise.all([products.look(['a']), products.look(['a', 'b']), products.look(['b'])]);
    await settled();
    expect(asked).toEqual(['a', 'b']);
    for (const answer of answers) answer('priced');
    await waits;
    expect([products.isUnknown('a'), products.isUnknown('b')]).toEqual([false, false]);
  });

  it.each<[string, (s: ReturnType<typeof scene>) => void, number]>([
    ['there is none', ({ answers }) => answers[0]?.('missing'), ABSENCE_MS],
    ['it cannot be read', ({ answers }) => answers[0]?.('refused'), ABSENCE_MS],
    ['nobody answers', ({ failures }) => failures[0]?.(new Error('down')), UNANSWERED_MS],
  ])('is not asked for again at once when %s', async (_, end, pauseMs) => {
    const found = scene();
    const wait = found.products.look(['a']);
    await settled();
    end(found);
    await wait;
    expect(found.products.isUnknown('a')).toBe(false);
    await found.products.look(['a']);
    expect(found.asked).toEqual(['a']);
    jest.advanceTimersByTime(pauseMs - 1);
    expect(found.products.isUnknown('a')).toBe(false);
    jest.advanceTimersByTime(1);
    expect(found.products.isUnknown('a')).toBe(true);
  });

  it('has no answer while the question is under way, after it failed, and until one comes', async () => {
    const { products, answers, failures } = scene();
    expect(products.isUnanswered('a')).toBe(false);
    const first = products.look(['a']);
    await settled();
    expect(products.isUnanswered('a')).toBe(true);
    failures[0]?.(new Error('down'));
    await first;
    jest.advanceTimersByTime(10 * UNANSWERED_MS);
    expect(products.isUnanswered('a')).toBe(true);
    const second = products.look(['a']);
    await settled();
    answers[1]?.('missing');
    await second;
    expect(products.isUnanswered('a')).toBe(false);
  });

  it('keeps nobody waiting for longer than usage may wait, and its price is taken all the same', async () => {
    const { products, answers } = scene();
    let waits = true;
    const wait = products.look(['a']).then(() => (waits = false));
    await settled();
    jest.advanceTimersByTime(MAX_PRICE_WAIT_MS - 1);
    await settled();
    expect(waits).toBe(true);
    jest.advanceTimersByTime(1);
    await wait;
    answers[0]?.('priced');
    await settled();
    expect(products.isUnknown('a')).toBe(false);
  });

  it('is one of so many at once, of so many more that wait, and of no more', async () => {
    const { products, asked, answers } = scene();
    const most = MAX_FETCHES + MAX_WAITING_FETCHES;
    const ids = Array.from({ length: most + 3 }, (_, n) => `p-${n}`);
    const wait = products.look(ids);
    await settled();
    expect(asked).toHaveLength(MAX_FETCHES);
    expect(ids.filter((id) => !products.isUnknown(id))).toEqual(ids.slice(most));
    for (let n = 0; n < most; n += 1) {
      answers[n]?.('priced');
      await settled();
    }
    await wait;
    expect(asked).toEqual(ids.slice(0, most));
  });

  it('is given up at a stop', async () => {
    const { products, failures } = scene();
    const wait = products.look(['a']);
    await settled();
    const stopped = products.onModuleDestroy();
    failures[0]?.(new Error('stopped'));
    await Promise.all([stopped, wait]);
  });
});
