import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LokiBounds, LokiStream } from '../../../src/observability/loki/loki-stream.js';
import { TwoStreams } from '../../../src/observability/loki/two-streams.js';
import { LokiServer } from '../../support/service/loki-server.js';
import { waitUntil } from '../../support/wait-until.js';
import { pino } from 'pino';

const QUICK: Partial<LokiBounds> = { gatherMs: 1, pauseMs: 10, longestPauseMs: 50, pushTimeoutMs: 5_000 };
const TENANT = 'shop';
let loki: LokiServer;
let notes: string[];

beforeEach(async () => {
  loki = await LokiServer.start();
  notes = [];
});
afterEach(() => loki.stop());

function streamWith(bounds: Partial<LokiBounds> = {}): LokiStream {
  const labels = { service: 'billing_service', env: 'test' };
  const note = (sentence: string) => void notes.push(sentence);
  return new LokiStream({ url: loki.url, tenant: TENANT }, labels, note, { ...QUICK, ...bounds });
}

describe('lines for Loki', () => {
  it('arrive as they were written, under few and fixed labels, in order', async () => {
    const stream = streamWith();
    const written: string[] = [];
    const first = { write: (line: string) => void written.push(line) };
    const logger = pino({ base: null }, new TwoStreams(first, stream));
    logger.info({ user: 'ä "quoted"\n', path: '/a' }, 'one');
    logger.error({ err: new Error('boom') }, 'two');
    await stream.close(5_000);
    const kept = loki.lines(TENANT);
    expect(kept.map(({ line }) => `${line}\n`)).toEqual(written);
    expect(kept.map(({ labels }) => labels)).toEqual([
      { service: 'billing_service', env: 'test', level: 'info' },
      { service: 'billing_service', env: 'test', level: 'error' },
    ]);
    expect(stream).toMatchObject({ sent: 2, dropped: 0 });
  });

  it('go together: thousands in a few pushes, each of a bounded size', async () => {
    const stream = streamWith({ gatherMs: 20, batchCharacters: 100_000 });
    for (let n = 0; n < 5_000; n += 1) stream.take('info', `line ${n} ${'x'.repeat(90)}`);
    await stream.close(5_000);
    expect(loki.lines(TENANT).map(({ line }) => Number(line.split(' ')[1]))).toEqual([
      ...Array(5_000).keys(),
    ]);
    expect(loki.pushes).toBeLessThan(10);
    expect(stream).toMatchObject({ sent: 5_000, dropped: 0 });
  });

  it('wait for a Loki that is down, each arriving once when it is back, and that is told twice', async () => {
    loki.trouble = 'down';
    const stream = streamWith();
    for (let n = 0; n < 10; n += 1) stream.take('info', `line ${n}`);
    await waitUntil('some pushes have failed', () => loki.pushes >= 3);
    expect(stream).toMatchObject({ sent: 0, dropped: 0, buffered: 10 });
    loki.trouble = 'none';
    await waitUntil('all arrived', () => stream.sent === 10);
    expect(loki.lines(TENANT).map(({ line }) => line)).toEqual([...Array(10).keys()].map((n) => `line ${n}`));
    expect(notes).toEqual(['Loki takes no log lines: status 503.', 'Loki takes log lines again.']);
    await stream.close(100);
  });

  it('past the bound are dropped and counted, while those in memory wait', async () => {
    loki.trouble = 'hangs';
    const stream = streamWith({ waitingCharacters: 1_000 });
    for (let n = 0; n < 500; n += 1) stream.take('info', '0123456789');
    expect(stream).toMatchObject({ buffered: 100, dropped: 400 });
    stream.take('info', 'x'.repeat(300 * 1024));
    expect(stream.dropped).toBe(401);
    await stream.close(10);
  });

  it('that Loki refuses for good are dropped and counted: later ones get through', async () => {
    loki.trouble = 'refuses';
    const stream = streamWith();
    stream.take('info', 'bad');
    await waitUntil('it was refused', () => stream.dropped === 1);
    loki.trouble = 'none';
    stream.take('info', 'good');
    await waitUntil('the next one arrived', () => stream.sent === 1);
    await stream.close(100);
  });

  it('do not hold up a stop for longer than they may', async () => {
    loki.trouble = 'hangs';
    const stream = streamWith();
    stream.take('info', 'never');
    await waitUntil('it is on its way', () => loki.pushes === 1);
    const startedAt = performance.now();
    await stream.close(200);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    expect(stream).toMatchObject({ sent: 0, dropped: 1, buffered: 0 });
    stream.take('info', 'too late');
    expect(stream.dropped).toBe(2);
  });

  it('know their tenant: Loki would refuse them without', async () => {
    const stream = new LokiStream(
      { url: `${loki.url}/`, tenant: null },
      {},
      (note) => void notes.push(note),
      QUICK,
    );
    stream.take('info', 'whose?');
    await waitUntil('it was refused', () => stream.dropped === 1);
    expect(notes).toEqual(['Loki takes no log lines: status 401.']);
    await stream.close(100);
  });
});
