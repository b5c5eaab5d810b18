import { afterEach, describe, expect, it } from '@jest/globals';
import { textOf } from '../../../src/cli/replay/exact-amount.js';
import { readTrace } from '../../../src/cli/replay/trace-file.js';
import { planTrace, requestIdOf, lineOfRequestId, userOf } from '../../../src/cli/replay/trace-plan.js';
import { generatedTrace, writeTrace, type TraceFixture } from './trace.fixture.js';

const HEADER = 'TIMESTAMP,ContextTokens,GeneratedTokens';
const ROW = '2023-11-16 18:17:03.9799600,4808,10';

describe('a trace file', () => {
  let file: TraceFixture;
  afterEach(() => file.remove());

  async function linesOf(text: string): Promise<number[]> {
    file = await writeTrace(text);
    const lines: number[] = [];
    for await (const row of readTrace(file.path)) lines.push(row.line);
    return lines;
  }

  it.each([
    ['LF', `${HEADER}\n${ROW}\n${ROW}\n`],
    ['CRLF', `${HEADER}\r\n${ROW}\r\n${ROW}\r\n`],
    ['no end on the last line', `${HEADER}\n${ROW}\n${ROW}`],
    ['a byte order mark', `\uFEFF${HEADER}\n${ROW}\n${ROW}\n`],
  ])('is read with %s', async (_name, text) => {
    expect(await linesOf(text)).toEqual([2, 3]);
  });

  it.each([
    ['nothing', '', 'line 1: the file is empty'],
    ['a header only', `${HEADER}\n`, 'line 2: the trace has no rows'],
    ['an empty line between rows', `${HEADER}\n${ROW}\n\n${ROW}\n`, 'line 3: expected 3 fields'],
    ['one endless line', `${HEADER}\n${'9'.repeat(200_000)}`, 'line 2: longer than 1024 characters'],
  ])('with %s is refused by line number', async (_name, text, message) => {
    await expect(linesOf(text)).rejects.toThrow(message);
  });

  it('keeps its rows whole across the chunks that it is read in', async () => {
    const lines = await linesOf(generatedTrace(5_000));
    expect(lines).toHaveLength(5_000);
    expect(lines.at(-1)).toBe(5_001);
  });

  it('bills each user exactly, and all of them together the sum', async () => {
    file = await writeTrace(`${HEADER}\n${ROW}\n2023-11-16 18:17:04.0,1,1\n2023-11-16 18:17:02.0,3,0\n`);
    const plan = await planTrace(file.path, 2);
    const [first, second] = plan.users;
    expect(textOf(plan.expected.get(first ?? '')?.amount ?? 0n)).toBe('0.0121275');
    expect(textOf(plan.expected.get(second ?? '')?.amount ?? 0n)).toBe('0.0000125');
    expect(plan.total).toEqual({
      requests: 3,
      inputTokens: 4812,
      outputTokens: 11,
      amount: 12_140_000_000_000_000n,
    });
    expect(new Date(plan.firstMs).toISOString()).toBe('2023-11-16T18:17:02.000Z');
  });

  it('names the same product, users and requests whenever it is read', async () => {
    file = await writeTrace(generatedTrace(50));
    const [once, again] = [await planTrace(file.path, 7), await planTrace(file.path, 7)];
    expect(again).toEqual(once);
    expect(userOf(once, 2)).toBe(once.users[0]);
    expect(userOf(once, 9)).toBe(once.users[0]);
    expect(lineOfRequestId(once, requestIdOf(once, 17))).toBe(17);
    expect(lineOfRequestId(once, 'trace-00000000:17')).toBeNull();
    expect(lineOfRequestId(once, null)).toBeNull();
  });
});
