import { describe, expect, it } from '@jest/globals';
import { PassThrough } from 'node:stream';
import { readBytes } from './body-reader.js';

const TIMEOUT_MS = 30_000;

/** A body as it comes; nothing else of the request is looked at. */
function bodyOf(...pieces: string[]): PassThrough {
  const body = new PassThrough();
  for (const piece of pieces) body.write(piece);
  return body;
}

describe('a body that is read whole', () => {
  it('is all of it, in however many pieces it comes', async () => {
    const body = bodyOf('ab', 'c');
    const read = readBytes(body, 10, TIMEOUT_MS);
    body.end('d');
    expect((await read).toString()).toBe('abcd');
  });

  it('is refused over the limit, once the client has sent it', async () => {
    const body = bodyOf('abc');
    const read = readBytes(body, 2, TIMEOUT_MS);
    body.end();
    await expect(read).rejects.toMatchObject({ code: 'body_too_large', facts: { limit_bytes: 2 } });
  });

  it('is refused when the rest of it does not come in time, although something comes now and then', async () => {
    const body = bodyOf('a');
    const dribble = setInterval(() => body.write('a'), 5);
    try {
      await expect(readBytes(body, 1_000_000, 50)).rejects.toMatchObject({ code: 'request_timeout' });
    } finally {
      clearInterval(dribble);
    }
  });

  it('is refused when the client goes away in the middle of it', async () => {
    const body = bodyOf('a');
    const read = readBytes(body, 10, TIMEOUT_MS);
    body.destroy();
    await expect(read).rejects.toMatchObject({ code: 'malformed_json' });
  });
});
