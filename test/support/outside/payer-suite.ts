import { afterAll, beforeAll } from '@jest/globals';
import type { Settings } from '../../../upstreams/control/control-client.js';
import type { FakeOptions } from '../../../upstreams/process/fake-process.js';
import type { PooledUpstreamHttp } from '../../../src/integrations/upstream/calls/pooled-upstream-http.js';
import { upstreamHttp } from './payer-calls.js';
import { type FakeSuite, fakeSuite } from '../upstreams/fake-suite.js';

/** A payer outside as its client meets it: the fake, and the service's own HTTP to it once the tests begin. */
export interface PayerSuite<Name extends 'wallet' | 'subscription' | 'payment'> {
  readonly fake: FakeSuite<Name>;
  readonly http: PooledUpstreamHttp;
}

export function payerSuite<Name extends 'wallet' | 'subscription' | 'payment'>(
  name: Name,
  settings: Settings,
  options: FakeOptions = {},
): PayerSuite<Name> {
  const fake = fakeSuite(name, settings, options);
  let http: PooledUpstreamHttp | undefined;

  beforeAll(() => {
    http = upstreamHttp(name, fake.url);
  });

  afterAll(() => http?.close());

  return {
    fake,
    get http() {
      if (http === undefined) throw new Error('HTTP starts in beforeAll: use it in a hook or a test.');
      return http;
    },
  };
}
