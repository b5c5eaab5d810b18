import { describe, expect, it } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { beginShutdown, drained } from '../../../src/http/create-http-app.js';
import { ProbeController } from './probe.module.js';
import { probeSuite, VALID } from './probe.suite.js';

const probe = probeSuite();

describe('shutting down', () => {
  it('finishes what is in flight and refuses what is new, also on open connections', async () => {
    const controller = probe.app.get(ProbeController);
    const entered = new Promise<void>((resolve) => (controller.entered = resolve));
    const open = await keepAliveConnection();
    const slow = probe
      .get('/probe/slow')
      .expect(200, { done: true })
      .then(() => 'answered');
    await entered;

    beginShutdown(probe.app);
    const { body, headers } = await probe.post('/probe/echo', VALID).expect(503);
    expect(body.code).toBe('shutting_down');
    expect(headers).toMatchObject({
      connection: 'close',
      'retry-after': '1',
      'idempotency-key': expect.any(String),
    });
    open.write('GET /probe/page HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(
      await new Promise<string>((resolve) => open.once('data', (data) => resolve(String(data)))),
    ).toMatch(/^HTTP\/1.1 503/);

    const idle = drained(probe.app, 5_000);
    controller.release();
    expect(await slow).toBe('answered');
    expect(await idle).toBe(true);
  });
});

async function keepAliveConnection(): Promise<Socket> {
  const socket = connect(probe.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}
