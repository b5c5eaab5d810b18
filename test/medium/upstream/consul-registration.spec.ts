import { describe, expect, it } from '@jest/globals';
import type { ConsulConfig } from '../../../src/config/integrations-config.js';
import type { Wellness } from '../../../src/integrations/consul/consul-agent.js';
import type { ConsulTimes } from '../../../src/integrations/consul/consul-times.js';
import { Heartbeat } from '../../../src/integrations/consul/heartbeat.js';
import { registeredService } from '../../../src/integrations/consul/registered-service.js';
import type { FakeConsulAgent } from '../../../upstreams/consul/fake-consul-agent.js';
import { answerJson, ScriptedUpstream } from '../../support/upstreams/scripted-upstream.js';
import { waitUntil } from '../../support/wait-until.js';
import { agentClient, consulConfig, fakeConsul, SOON } from './consul-suite.js';
import { endsWithTest } from './upstream-suite.js';

const ID = 'billing_service-10.1.2.3-8241';
const well = (): Promise<Wellness> => Promise.resolve({ isWell: true, note: 'database healthy' });

interface Change {
  readonly config?: Partial<ConsulConfig>;
  readonly times?: Partial<ConsulTimes>;
  readonly probe?: () => Promise<Wellness>;
  readonly port?: number;
}

/** A heart that beats for a service on port 8241 until the test ends. */
function heartbeatTo(agentUrl: string, { config, times, probe = well, port = 8241 }: Change = {}): Heartbeat {
  const all = { ...SOON, ...times };
  const service = registeredService(consulConfig(agentUrl, config), port, '1.2.3', all.ttlMs);
  const heartbeat = new Heartbeat(agentClient(agentUrl, config), { service, probe, times: all });
  endsWithTest(() => heartbeat.end());
  heartbeat.begin();
  return heartbeat;
}

function untilPassing(fake: FakeConsulAgent): Promise<void> {
  return waitUntil('the service is passing in Consul', () => fake.catalogue.all()[0]?.status === 'passing');
}

describe('in Consul this service', () => {
  it('is registered with its address, port, version and a check that passes', async () => {
    const fake = await fakeConsul();
    const heartbeat = heartbeatTo(fake.url);
    await untilPassing(fake);
    expect(fake.catalogue.all()).toEqual([
      expect.objectContaining({
        id: ID,
        name: 'billing_service',
        address: '10.1.2.3',
        port: 8241,
        tags: ['billing', 'http'],
        meta: { version: '1.2.3', info: '/api/v1/info', health: '/health/detailed' },
        ttlMs: SOON.ttlMs,
        deregisterAfterMs: 600_000,
        output: 'database healthy',
      }),
    ]);
    await waitUntil('all is well', () => heartbeat.trouble === null);
  });

  it('is critical while it is not well, or cannot say, and passes again afterwards', async () => {
    const fake = await fakeConsul();
    let probe = well;
    heartbeatTo(fake.url, { probe: () => probe() });
    await untilPassing(fake);
    probe = () => Promise.resolve({ isWell: false, note: 'database unhealthy' });
    const isCritical = (output: string) => () =>
      fake.catalogue.find(ID)?.status === 'critical' && fake.catalogue.find(ID)?.output === output;
    await waitUntil('it is critical', isCritical('database unhealthy'));
    probe = () => Promise.reject(new Error('broken'));
    await waitUntil('it says why', isCritical('broken'));
    probe = well;
    await untilPassing(fake);
    expect(fake.requests.filter((line) => line.includes('/register'))).toHaveLength(1);
  });

  it('is critical when it is not heard of any more', async () => {
    const fake = await fakeConsul();
    const heartbeat = heartbeatTo(fake.url, { times: { ttlMs: 200, heartbeatMs: 60_000 } });
    await untilPassing(fake);
    await waitUntil('its TTL is over', () => fake.catalogue.find(ID)?.output === 'TTL expired');
    await heartbeat.end();
  });

  it('is registered anew when the agent has forgotten it', async () => {
    const fake = await fakeConsul();
    heartbeatTo(fake.url);
    await untilPassing(fake);
    fake.catalogue.forget();
    expect(fake.catalogue.all()).toEqual([]);
    await untilPassing(fake);
  });

  it('is registered once the agent is there, which nobody waits for', async () => {
    const fake = await fakeConsul();
    const { port, url } = fake;
    await fake.goDown();
    const heartbeat = heartbeatTo(url);
    await waitUntil('the failure is known', () => heartbeat.trouble !== null);
    expect(heartbeat.trouble).toMatch(/ECONNREFUSED|failed again/);
    await fake.listen(port);
    await untilPassing(fake);
    await waitUntil('all is well', () => heartbeat.trouble === null);
  });

  it('stays what it was when the agent is away for a while', async () => {
    const fake = await fakeConsul();
    const { port } = fake;
    const heartbeat = heartbeatTo(fake.url, { times: { ttlMs: 60_000 } });
    await untilPassing(fake);
    await fake.goDown();
    await waitUntil('the failure is known', () => heartbeat.trouble !== null);
    await fake.listen(port);
    await waitUntil('all is well', () => heartbeat.trouble === null);
    expect(fake.requests.filter((line) => line.includes('/register'))).toHaveLength(1);
  });

  it('is not there without a token, says so, and is there with it', async () => {
    const fake = await fakeConsul({ token: 'secret' });
    const anonymous = heartbeatTo(fake.url);
    const stranger = heartbeatTo(fake.url, { config: { token: 'wrong' } });
    for (const heartbeat of [anonymous, stranger]) {
      await waitUntil('it says why', () => heartbeat.trouble !== null);
      expect(heartbeat.trouble).toMatch(/403.*CONSUL_HTTP_TOKEN/);
      await heartbeat.end();
    }
    expect(fake.catalogue.all()).toEqual([]);
    heartbeatTo(fake.url, { config: { token: 'secret' } });
    await untilPassing(fake);
  });

  it('is taken out at the end, and the end is in time when the agent is gone', async () => {
    const fake = await fakeConsul();
    const heartbeat = heartbeatTo(fake.url);
    await untilPassing(fake);
    await heartbeat.end();
    expect(fake.catalogue.all()).toEqual([]);
    const silent = await ScriptedUpstream.start(() => undefined);
    endsWithTest(() => silent.stop());
    const lonely = heartbeatTo(silent.url, { times: { farewellMs: 200 } });
    await waitUntil('it has tried', () => silent.arrived > 0);
    const startedAt = performance.now();
    await lonely.end();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('is asked by Consul itself with an HTTP check, and registered anew all the same', async () => {
    const fake = await fakeConsul();
    let status = 200;
    const service = await ScriptedUpstream.start((_, response) => answerJson(response, status, '{}'));
    endsWithTest(() => service.stop());
    const port = Number(new URL(service.url).port);
    heartbeatTo(fake.url, { config: { check: 'http', address: '127.0.0.1' }, port });
    await untilPassing(fake);
    expect(service.requests[0]).toMatchObject({ method: 'GET', url: '/health/detailed' });
    fake.catalogue.forget();
    status = 503;
    const one = () => fake.catalogue.all()[0];
    await waitUntil(
      'it is critical',
      () => one()?.output.endsWith('503') === true && one()?.status === 'critical',
    );
  });
});
