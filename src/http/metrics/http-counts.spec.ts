import { describe, expect, it } from '@jest/globals';
import { HttpCounts } from './http-counts.js';

describe('requests', () => {
  it('are counted by the template of their route, status and time', () => {
    const counts = new HttpCounts();
    counts.ofRoute('GET', '/wallets/:id').count(200, 3);
    counts.ofRoute('GET', '/wallets/:id').count(404, 1);
    const [route] = counts.all();
    expect(route).toMatchObject({ method: 'GET', route: '/wallets/:id' });
    expect([...(route?.statuses ?? [])]).toEqual([
      [200, 1],
      [404, 1],
    ]);
    expect(route?.durations).toMatchObject({ sum: 0.004, count: 2 });
  });

  it('without a route are one series a method, whatever methods and paths clients make up', () => {
    const counts = new HttpCounts();
    for (const method of ['GET', 'PURGE', 'MKCOL', 'BREW', undefined])
      counts.withoutRoute(method).count(404, 1);
    expect([...counts.all()].map(({ method, route }) => `${method} ${route}`)).toEqual([
      'GET none',
      'other none',
    ]);
  });
});
