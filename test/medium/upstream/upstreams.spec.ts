import { Test } from '@nestjs/testing';
import { describe, expect, it } from '@jest/globals';
import type { IntegrationsConfig } from '../../../src/config/integrations-config.js';
import { ConfigModule } from '../../../src/config/config.module.js';
import { integrationsConfig } from '../../../src/config/load-integrations.js';
import { ConsulRegistration } from '../../../src/integrations/consul/consul-registration.js';
import { NotSent } from '../../../src/integrations/payer/remote-payer.js';
import { UpstreamModule } from '../../../src/integrations/upstream/upstream.module.js';
import { Upstreams } from '../../../src/integrations/upstream/upstreams.js';
import { testConfig } from '../../support/config.js';
import { answerJson, ScriptedUpstream } from '../../support/upstreams/scripted-upstream.js';
import { waitUntil } from '../../support/wait-until.js';
import { consulConfig, fakeConsul } from './consul-suite.js';
import { DEDUCT, endsWithTest, patience } from './upstream-suite.js';

async function moduleWith(change: Partial<IntegrationsConfig>) {
  const config = testConfig({ integrations: { ...integrationsConfig({}), ...change } });
  const module = await Test.createTestingModule({
    imports: [ConfigModule.of(config), UpstreamModule],
  }).compile();
  await module.init();
  endsWithTest(() => module.close());
  return module;
}

async function scripted(): Promise<ScriptedUpstream> {
  const upstream = await ScriptedUpstream.start((_, response) => answerJson(response, 200, '{}'));
  endsWithTest(() => upstream.stop());
  return upstream;
}

describe('the upstreams of a process', () => {
  it('are those that the configuration reaches over HTTP, with their states', async () => {
    const wallet = await scripted();
    const module = await moduleWith({
      wallet: { client: 'http', url: wallet.url },
      payment: { client: 'http', url: wallet.url, secret: null },
    });
    const upstreams = module.get(Upstreams);
    await upstreams.http('wallet').send(DEDUCT, patience());
    expect(upstreams.states()).toEqual([
      expect.objectContaining({ name: 'payment', succeeded: 0 }),
      expect.objectContaining({
        name: 'wallet',
        breaker: 'closed',
        succeeded: 1,
        failed: 0,
        lastError: null,
      }),
    ]);
    expect(() => upstreams.http('product')).toThrow('not configured');
  });

  it('are let go at the end, with their connections', async () => {
    const wallet = await scripted();
    const module = await moduleWith({ wallet: { client: 'http', url: wallet.url } });
    const http = module.get(Upstreams).http('wallet');
    await http.send(DEDUCT, patience());
    expect(wallet.sockets.size).toBe(1);
    await module.close();
    await waitUntil('the connection is closed', () => wallet.sockets.size === 0);
    await expect(http.send(DEDUCT, patience())).rejects.toThrow(NotSent);
  });

  it('are found through Consul where no URL is given, and Consul is one of them', async () => {
    const [fake, wallet] = await Promise.all([fakeConsul(), scripted()]);
    const Port = Number(new URL(wallet.url).port);
    const body = JSON.stringify({ ID: 'w', Name: 'wallet_service', Address: '127.0.0.1', Port });
    await fetch(`${fake.url}/v1/agent/service/register`, { method: 'PUT', body });
    const module = await moduleWith({
      wallet: { client: 'http', url: null },
      consul: consulConfig(fake.url),
    });
    const upstreams = module.get(Upstreams);
    module.get(ConsulRegistration).begin(8241, () => Promise.resolve({ isWell: true, note: '' }));
    await expect(upstreams.http('wallet').ask(DEDUCT)).resolves.toMatchObject({ status: 200 });
    await waitUntil('it is registered', () => fake.catalogue.all().length === 2);
    expect(upstreams.states()).toEqual([
      expect.objectContaining({ name: 'consul', lastError: null }),
      expect.objectContaining({ name: 'wallet', succeeded: 1 }),
    ]);
    await fake.goDown();
    await waitUntil(
      'health says so',
      () => upstreams.states()[0]?.lastError?.includes('ECONNREFUSED') === true,
    );
  });
});
