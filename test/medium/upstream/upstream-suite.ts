import { afterEach } from '@jest/globals';
import type { UpstreamHttpConfig } from '../../../src/config/integrations-config.js';
import { isPlatformRefusal } from '../../../src/integrations/upstream/platform-refusal.js';
import { PooledUpstreamHttp } from '../../../src/integrations/upstream/calls/pooled-upstream-http.js';
import { FixedAddress } from '../../../src/integrations/upstream/calls/upstream-address.js';
import { type Script, ScriptedUpstream } from '../../support/upstreams/scripted-upstream.js';

const BOUNDS: UpstreamHttpConfig = {
  connectTimeoutMs: 1_000,
  readTimeoutMs: 2_000,
  connections: 4,
  queueLimit: 4,
  breakerFailures: 1_000,
  breakerOpenMs: 60_000,
};

const open: { stop(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.stop()));
});

export function clientOf(url: string, bounds: Partial<UpstreamHttpConfig> = {}): PooledUpstreamHttp {
  const address = new FixedAddress(url);
  const client = new PooledUpstreamHttp('wallet', address, { ...BOUNDS, ...bounds }, isPlatformRefusal);
  open.push({ stop: () => client.close() });
  return client;
}

/** A server that follows the script, and a client of it; both end with the test. */
export async function upstreamWith(
  script: Script,
  bounds: Partial<UpstreamHttpConfig> = {},
): Promise<{ upstream: ScriptedUpstream; client: PooledUpstreamHttp }> {
  const upstream = await ScriptedUpstream.start(script);
  open.push(upstream);
  return { upstream, client: clientOf(upstream.url, bounds) };
}

export function endsWithTest(stop: () => Promise<void>): void {
  open.push({ stop });
}

/** Long enough for what answers, on a machine that is busy. */
export function patience(ms = 20_000): AbortSignal {
  return AbortSignal.timeout(ms);
}

export const DEDUCT = {
  method: 'POST',
  path: '/api/v1/wallets/w1/consume',
  body: { amount: '1.5', metadata: { billing_id: 'bill_1' } },
} as const;
