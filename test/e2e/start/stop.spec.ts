import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../support/database/database.js';
import { type ServiceProcess, startService } from '../../support/service/service-process.js';
import { statusOf, until } from './bill.js';

jest.setTimeout(60_000);

describe('a stop', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase('stop');
  });
  afterAll(() => database.drop());

  it('answers 503 to new work while it finishes what is in flight', async () => {
    const service = await start();
    const slow = slowRequest(service);
    await slow.begun;
    service.signal('SIGTERM');
    await until(async () => (await statusOf(service, '/api/v1/info').catch(() => 0)) === 503);
    expect(await statusOf(service, '/health')).toBe(200);

    expect(await slow.finish()).toBe(422);
    const exit = await service.untilEnd(20_000);
    expect(exit.code).toBe(0);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('is one stop, however often %s is sent', async (signal) => {
    const service = await start();
    service.signal(signal);
    service.signal(signal);
    service.signal('SIGINT');
    expect((await service.untilEnd(20_000)).code).toBe(0);
  });

  it('does not wait for a request that never ends', async () => {
    const service = await start({ DRAIN_TIMEOUT_MS: '300' });
    const endless = slowRequest(service);
    await endless.begun;
    const exit = await service.stop();
    expect(exit.code).toBe(0);
    await expect(endless.answered).rejects.toThrow();
  });

  function start(env: Record<string, string> = {}): Promise<ServiceProcess> {
    return startService({
      env: { DATABASE_URL: database.url, DATABASE_MIGRATION_URL: database.migrationUrl, ...env },
    });
  }
});

/** A request whose body stays away until `finish`: in flight for as long as the test wants. */
function slowRequest(service: ServiceProcess) {
  const call = request(`${service.url}/api/v1/usage/record`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 2, expect: '100-continue' },
  });
  const answered = new Promise<number>((resolve, reject) => {
    call.once('response', (response) => resolve(response.resume().statusCode ?? 0)).once('error', reject);
  });
  // Whoever cares awaits it; a refusal in between is not an unhandled one.
  answered.catch(() => undefined);
  call.flushHeaders();
  return {
    begun: new Promise<void>((resolve) => call.once('continue', resolve)),
    answered,
    finish: () => {
      call.end('{}');
      return answered;
    },
  };
}
