import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Settings } from '../../../upstreams/control/control-client.js';
import type { FakeOptions } from '../../../upstreams/process/fake-process.js';
import type { FakeName } from '../../../upstreams/server/fake.js';
import { startUpstream, type Upstream } from './start-upstream.js';
import { UpstreamCalls } from './upstream-calls.js';

/** A fake and calls to it. All but `calls` and `callsWith` exist only once the suite's tests begin. */
export interface FakeSuite<Name extends FakeName> {
  readonly url: string;
  readonly controlUrl: string;
  readonly control: Upstream<Name>['control'];
  readonly calls: UpstreamCalls;
  callsWith(headers: Readonly<Record<string, string>>): UpstreamCalls;
}

/** One fake, from before the tests of the calling file until after them; before each it is empty, with `settings`. */
export function fakeSuite<Name extends FakeName>(
  name: Name,
  settings: Settings,
  options: FakeOptions & { headers?: Readonly<Record<string, string>> } = {},
): FakeSuite<Name> {
  const { headers = {}, ...rest } = options;
  let upstream: Upstream<Name> | undefined;

  beforeAll(async () => {
    upstream = await startUpstream(name, rest);
  });

  beforeEach(async () => {
    await suite.control.reset();
    await suite.control.set(settings);
  });

  afterAll(() => upstream?.stop());

  function started(): Upstream<Name> {
    if (upstream === undefined) throw new Error('The fake starts in beforeAll: use it in a hook or a test.');
    return upstream;
  }

  const callsWith = (more: Readonly<Record<string, string>>) => new UpstreamCalls(address, more);
  const address = {
    get url() {
      return started().url;
    },
  };
  const suite: FakeSuite<Name> = {
    get url() {
      return started().url;
    },
    get controlUrl() {
      return started().controlUrl;
    },
    get control() {
      return started().control;
    },
    calls: callsWith(headers),
    callsWith,
  };
  return suite;
}
