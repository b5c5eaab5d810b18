import { describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { createTestDatabase, testConfig } from '../../support/database.js';
import { startHttpApp } from '../../support/http-app.js';
import { serviceSuite } from '../../support/service-suite.js';

const service = serviceSuite('health', { http: { port: 8241 } });

describe('with its database', () => {
  it.each(['/health', '/api/v1/billing/health'])(
    '%s answers as the specification prints it',
    async (path) => {
      const { body } = await request(service.url).get(path).expect(200);
      expect(body).toEqual({
        status: 'healthy',
        service: 'billing_service',
        port: 8241,
        version: testConfig().version,
        dependencies: { database: 'healthy' },
      });
    },
  );

  it('/health/detailed asks the database and says how long that took', async () => {
    const { body } = await request(service.url).get('/health/detailed').expect(200);
    expect(body).toMatchObject({
      status: 'healthy',
      dependencies: {
        database: { status: 'healthy', latency_ms: expect.any(Number), cells: 2, append_only: 'enforced' },
      },
      engine: { queue_limit: expect.any(Number), lanes: expect.any(Array) },
    });
  });

  it.each(['/api/v1/info', '/api/v1/billing/info'])('%s lists what the service can do', async (path) => {
    const { body } = await request(service.url).get(path).expect(200);
    expect(body.supported_services.slice(0, 6)).toEqual([
      'model_inference',
      'mcp_service',
      'agent_execution',
      'storage_minio',
      'api_gateway',
      'notification',
    ]);
    expect(body).toMatchObject({
      service: 'billing_service',
      version: testConfig().version,
      supported_billing_methods: [
        'wallet_deduction',
        'payment_charge',
        'credit_consumption',
        'subscription_included',
      ],
    });
  });
});

describe('when the database is gone', () => {
  it('lives on as degraded, is not ready, and says so to its callers', async () => {
    const lost = await createTestDatabase('health_lost');
    const orphan = await startHttpApp(lost.config());
    try {
      await lost.drop();
      const { body } = await request(orphan.url).get('/health').expect(200);
      expect(body).toMatchObject({ status: 'degraded', dependencies: { database: 'unhealthy' } });
      const detailed = await request(orphan.url).get('/health/detailed').expect(503);
      expect(detailed.body).toMatchObject({
        status: 'unhealthy',
        dependencies: { database: { status: 'unhealthy', error: expect.any(String) } },
      });
      const read = await request(orphan.url).get('/api/v1/wallets?user_id=user123').expect(503);
      expect(read.body.code).toBe('database_unavailable');
      expect(read.headers).toHaveProperty('retry-after');
    } finally {
      await orphan.close();
    }
  });
});
