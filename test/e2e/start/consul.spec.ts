import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { FakeConsulAgent } from '../../../upstreams/consul/fake-consul-agent.js';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { startService } from '../../support/service/service-process.js';
import { statusOf, until } from './bill.js';

jest.setTimeout(60_000);

describe('the service in Consul', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase('consul');
  });
  afterAll(() => database.drop());

  it('starts without the agent, is registered when the agent comes, and says good-bye', async () => {
    const consul = await FakeConsulAgent.start();
    const { port: agentPort, url: agentUrl } = consul;
    await consul.goDown();
    const service = await startService({
      env: {
        DATABASE_URL: database.url,
        DATABASE_MIGRATION_URL: database.migrationUrl,
        CONSUL_ENABLED: 'true',
        CONSUL_HTTP_ADDR: agentUrl,
      },
    });
    expect(await statusOf(service, '/health')).toBe(200);
    expect(consul.requests).toEqual([]);

    await consul.listen(agentPort);
    const registered = () => consul.catalogue.all()[0];
    await until(() => Promise.resolve(registered()?.status === 'passing'));
    const { port } = new URL(service.url);
    expect(registered()).toMatchObject({ name: 'billing_service', address: '127.0.0.1', port: Number(port) });

    const exit = await service.stop();
    expect(exit.code).toBe(0);
    expect(consul.catalogue.all()).toEqual([]);
    await consul.stop();
  });
});
