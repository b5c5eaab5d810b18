import { describe, expect, it } from '@jest/globals';
import { MAX_INSTANCES } from '../../../src/integrations/consul/instances.js';
import { ServiceWatch } from '../../../src/integrations/consul/service-watch.js';
import { isPlatformRefusal } from '../../../src/integrations/upstream/platform-refusal.js';
import { PooledUpstreamHttp } from '../../../src/integrations/upstream/calls/pooled-upstream-http.js';
import { integrationsConfig } from '../../../src/config/load-integrations.js';
import type { FakeConsulAgent } from '../../../upstreams/consul/fake-consul-agent.js';
import { answerJson, ScriptedUpstream } from '../../support/upstreams/scripted-upstream.js';
import { waitUntil } from '../../support/wait-until.js';
import { agentClient, fakeConsul, SOON } from './consul-suite.js';
import { DEDUCT, endsWithTest, patience } from './upstream-suite.js';

/** What another service of the platform does: it registers itself, and says that it is well. */
async function offer(
  fake: FakeConsulAgent,
  port: number,
  address = '127.0.0.1',
  token = '',
): Promise<string> {
  const id = `wallet_service-${address}-${port}`;
  const headers = { 'x-consul-token': token };
  const Check = { TTL: '1h' };
  const body = JSON.stringify({ ID: id, Name: 'wallet_service', Address: address, Port: port, Check });
  await fetch(`${fake.url}/v1/agent/service/register`, { method: 'PUT', headers, body });
  await fetch(`${fake.url}/v1/agent/check/pass/service:${id}`, { method: 'PUT', headers });
  return id;
}

async function tell(fake: FakeConsulAgent, path: string): Promise<void> {
  await fetch(`${fake.url}${path}`, { method: 'PUT' });
}

function follow(url: string, change: Parameters<typeof agentClient>[1] = {}, times = SOON): ServiceWatch {
  const watch = new ServiceWatch(agentClient(url, change), 'wallet_service', times);
  const stop = new AbortController();
  const followed = watch.follow(stop.signal);
  endsWithTest(() => {
    stop.abort();
    return followed;
  });
  return watch;
}

/** The addresses that the next calls go to. */
function round(watch: ServiceWatch): string[] {
  return [...new Set(Array.from({ length: 8 }, () => String(watch.next())))].toSorted();
}

function untilRound(watch: ServiceWatch, ...urls: string[]): Promise<void> {
  return waitUntil(`calls go to ${urls.join()}`, () => round(watch).join() === urls.join());
}

describe('an upstream that Consul knows', () => {
  it('is called at each of its healthy instances in turn', async () => {
    const fake = await fakeConsul();
    for (const port of [8001, 8002, 8003]) await offer(fake, port);
    const watch = follow(fake.url);
    await untilRound(watch, 'http://127.0.0.1:8001', 'http://127.0.0.1:8002', 'http://127.0.0.1:8003');
    const turns = Array.from({ length: 9 }, () => watch.next());
    for (const url of new Set(turns)) expect(turns.filter((turn) => turn === url)).toHaveLength(3);
  });

  it('is followed as instances come, fall ill, recover and go, by waiting questions', async () => {
    const fake = await fakeConsul();
    const watch = follow(fake.url);
    await waitUntil('it waits', () => fake.requests.some((line) => line.includes('index=')));
    expect(watch.next()).toBeNull();
    const first = await offer(fake, 8001);
    await untilRound(watch, 'http://127.0.0.1:8001');
    await offer(fake, 8002, '10.0.0.9');
    await untilRound(watch, 'http://10.0.0.9:8002', 'http://127.0.0.1:8001');
    await tell(fake, `/v1/agent/check/fail/service:${first}`);
    await untilRound(watch, 'http://10.0.0.9:8002');
    await tell(fake, `/v1/agent/check/pass/service:${first}`);
    await untilRound(watch, 'http://10.0.0.9:8002', 'http://127.0.0.1:8001');
    await tell(fake, `/v1/agent/service/deregister/${first}`);
    await untilRound(watch, 'http://10.0.0.9:8002');
    const asked = fake.requests.filter((line) => line.startsWith('GET'));
    // One question for each change, some few more for those that two changes met; not one every few milliseconds.
    expect(asked.length).toBeLessThan(20);
  });

  it('keeps its last known addresses while the agent is down, and follows it again afterwards', async () => {
    const fake = await fakeConsul();
    const { port } = fake;
    const first = await offer(fake, 8001);
    const watch = follow(fake.url);
    await untilRound(watch, 'http://127.0.0.1:8001');
    await fake.goDown();
    await waitUntil('the failure is known', () => watch.trouble !== null);
    expect(round(watch)).toEqual(['http://127.0.0.1:8001']);
    await fake.listen(port);
    await offer(fake, 8002);
    await tell(fake, `/v1/agent/service/deregister/${first}`);
    await untilRound(watch, 'http://127.0.0.1:8002');
    expect(watch.trouble).toBeNull();
  });

  it('is read from the beginning when the index goes back', async () => {
    const fake = await fakeConsul();
    for (const port of [8001, 8002, 8003, 8004]) await offer(fake, port);
    // A question that arrives with an index of the old history is held back for its whole time.
    const watch = follow(fake.url, {}, { ...SOON, waitMs: 300 });
    await waitUntil('all are known', () => round(watch).length === 4);
    fake.catalogue.forget();
    await offer(fake, 8005);
    await untilRound(watch, 'http://127.0.0.1:8005');
  });

  it('keeps its addresses when the token may not see them: an empty answer is no answer then', async () => {
    const fake = await fakeConsul({ token: 'secret' });
    await offer(fake, 8001, '127.0.0.1', 'secret');
    const blind = follow(fake.url);
    await waitUntil('the failure is known', () => blind.trouble !== null);
    expect(blind.trouble).toMatch(/service:read/);
    await untilRound(follow(fake.url, { token: 'secret' }), 'http://127.0.0.1:8001');
  });

  it('has no more addresses than 256', async () => {
    const fake = await fakeConsul();
    for (let port = 1; port <= MAX_INSTANCES + 1; port += 1) {
      const body = JSON.stringify({
        ID: `w${port}`,
        Name: 'wallet_service',
        Address: '10.0.0.1',
        Port: port,
      });
      await fetch(`${fake.url}/v1/agent/service/register`, { method: 'PUT', body });
    }
    const watch = follow(fake.url);
    await waitUntil('they are known', () => watch.next() !== null);
    const turns = Array.from({ length: 2 * MAX_INSTANCES }, () => watch.next());
    expect(new Set(turns).size).toBe(MAX_INSTANCES);
  });

  it('is called over HTTP where Consul says, and not sent to while nobody is known', async () => {
    const fake = await fakeConsul();
    const watch = follow(fake.url);
    const { http } = integrationsConfig({});
    const client = new PooledUpstreamHttp('wallet', watch, http, isPlatformRefusal);
    endsWithTest(() => client.close());
    await expect(client.send(DEDUCT, patience())).rejects.toThrow('wallet: no address of it is known');
    const wallets = await Promise.all(
      [1, 2].map(() => ScriptedUpstream.start((_, response) => answerJson(response, 200, '{}'))),
    );
    for (const wallet of wallets) {
      endsWithTest(() => wallet.stop());
      await offer(fake, Number(new URL(wallet.url).port));
    }
    await waitUntil('both are known', () => round(watch).length === 2);
    for (let n = 0; n < 6; n += 1) await client.send(DEDUCT, patience());
    expect(wallets.map(({ arrived }) => arrived)).toEqual([3, 3]);
  });
});
