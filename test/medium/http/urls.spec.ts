import { describe, expect, it } from '@jest/globals';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { probeSuite } from './probe.suite.js';

const probe = probeSuite();

describe('paths and queries', () => {
  it('follow the same rules as bodies', async () => {
    await probe.get('/probe/users/%20u1%20').expect(200, { userId: 'u1' });
    await probe.get(`/probe/users/${'x'.repeat(129)}`).expect(422);
    await probe.get('/probe/users/a%00b').expect(422);
    await probe.get('/probe/users/%FF').expect(422);
    const { body } = await probe.get('/probe/page?cursor=%ED%A0%80').expect(422);
    expect(body.errors[0].field).toBe('cursor');
  });

  it.each(['a%00', 'a=%00', 'a?%00', 'a=b?c=%ED%A0%80', '%FF'])(
    'refuse what cannot be stored wherever it stands in a value: %s',
    async (value) => {
      const { body } = await probe.get(`/probe/page?user_id=${value}`).expect(422);
      expect(body.errors).toMatchObject([{ field: 'user_id', rule: 'well_formed' }]);
    },
  );

  it('take a value with the marks of a query in it, escaped or not', async () => {
    for (const query of ['user_id=a=b?c', 'user_id=a%3Db%3Fc']) {
      await probe.get(`/probe/page?${query}`).expect(200, { limit: 50, offset: 0, user_id: 'a=b?c' });
    }
  });

  it.each(['/probe/users/Jos\u00e9', '/probe/page?user_id=\u{1f600}'])(
    'refuse characters that were not escaped, and never look for others in their place: %s',
    async (path) => {
      const answer = await sentRaw(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect(answer).toMatch(/^HTTP\/1\.1 400 /);
      expect(answer).toContain('"code":"malformed_request"');
    },
  );

  it('page: defaults, bounds, and offset or cursor', async () => {
    await probe.get('/probe/page').expect(200, { limit: 50, offset: 0 });
    await probe.get('/probe/page?limit=500&offset=10000').expect(200, { limit: 500, offset: 10000 });
    for (const query of [
      'limit=0',
      'limit=501',
      'limit=x',
      'limit=',
      'limit=1&limit=2',
      'offset=10001',
      'offset=-1',
      'cursor=zzz',
    ]) {
      await probe.get(`/probe/page?${query}`).expect(422);
    }
    const { body } = await probe.get('/probe/page?offset=0&cursor=zzz').expect(422);
    expect(body.detail).toBe('cursor and offset cannot be used together');
  });
});

/** The answer to bytes that no HTTP library sends. */
async function sentRaw(bytes: string): Promise<string> {
  const socket = connect(probe.port, '127.0.0.1');
  socket.write(bytes);
  return text(socket);
}
