import { describe, expect, it } from '@jest/globals';
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
