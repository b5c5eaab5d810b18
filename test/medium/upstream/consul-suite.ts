import type { ConsulConfig } from '../../../src/config/integrations-config.js';
import { integrationsConfig } from '../../../src/config/load-integrations.js';
import { ConsulAgent } from '../../../src/integrations/consul/consul-agent.js';
import type { ConsulTimes } from '../../../src/integrations/consul/consul-times.js';
import { FakeConsulAgent, type FakeConsulOptions } from '../../../upstreams/consul/fake-consul-agent.js';
import { endsWithTest } from './upstream-suite.js';

/** As the service's, but all of it sooner. */
export const SOON: ConsulTimes = {
  heartbeatMs: 50,
  ttlMs: 2_000,
  firstRetryMs: 10,
  longestRetryMs: 100,
  waitMs: 60_000,
  betweenAnswersMs: 5,
  farewellMs: 2_000,
};

export async function fakeConsul(options: FakeConsulOptions = {}): Promise<FakeConsulAgent> {
  const fake = await FakeConsulAgent.start(options);
  endsWithTest(() => fake.stop());
  return fake;
}

export function consulConfig(agentUrl: string, change: Partial<ConsulConfig> = {}): ConsulConfig {
  const token = change.token ?? null;
  return { agentUrl, serviceName: 'billing_service', address: '10.1.2.3', check: 'ttl', ...change, token };
}

/** Our client of the agent; its breaker is back soon. */
export function agentClient(agentUrl: string, change: Partial<ConsulConfig> = {}): ConsulAgent {
  const defaults = integrationsConfig({});
  const client = new ConsulAgent({
    integrations: {
      ...defaults,
      http: { ...defaults.http, breakerOpenMs: 100 },
      consul: consulConfig(agentUrl, change),
    },
  });
  endsWithTest(() => client.onApplicationShutdown());
  return client;
}
