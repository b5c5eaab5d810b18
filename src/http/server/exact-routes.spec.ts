import { describe, expect, it } from '@jest/globals';
import type { EdgeRequest } from '../request-context.js';
import { ExactRoutes } from './exact-routes.js';

const handler = () => undefined;
const asked = (method: string, url: string) => ({ method, url }) as EdgeRequest;

describe('exact routes', () => {
  const routes = new ExactRoutes();
  routes.learn('/usage/record', handler);
  routes.learn('/wallets/:wallet_id/deposit', handler);

  it('find a POST by the letters of its path, and make it ready for Nest', () => {
    const request = asked('POST', '/usage/record');
    expect(routes.find(request)).toBe(handler);
    expect(request).toMatchObject({ params: {}, query: {} });
  });

  it.each([
    ['POST', '/usage/record?a=1'],
    ['POST', '/usage/record/'],
    ['POST', '/Usage/record'],
    ['GET', '/usage/record'],
    ['POST', '/wallets/:wallet_id/deposit'],
    ['POST', '/constructor'],
  ])('leave %s %s to the framework', (method, url) => {
    const request = asked(method, url);
    expect(routes.find(request)).toBeUndefined();
    expect(request).not.toHaveProperty('params');
  });
});
