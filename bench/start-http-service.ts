import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { Contender } from './contender.js';
import { HttpContender } from './http-contender.js';

const START_TIMEOUT_MS = 30_000;

/** Runs the built service as its own process on a free port; closing the contender stops it. */
export async function startHttpService(environment: NodeJS.ProcessEnv, callers: number): Promise<Contender> {
  const port = await freePort();
  const service = spawn(process.execPath, ['dist/src/main.js'], {
    env: { ...process.env, ...environment, BILLING_SERVICE_PORT: String(port) },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(service, 'exit');
  const stop = async (): Promise<void> => {
    service.kill('SIGTERM');
    await ended;
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await Promise.race([
      healthy(url),
      ended.then(() => Promise.reject(new Error('the service ended at its start'))),
    ]);
  } catch (error) {
    await stop();
    throw error;
  }
  return new HttpContender(url, callers, stop);
}

async function healthy(url: string): Promise<void> {
  for (const deadlineMs = Date.now() + START_TIMEOUT_MS; Date.now() < deadlineMs; await delay(50)) {
    const response = await fetch(`${url}/health/detailed`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
  }
  throw new Error(`the service did not become healthy within ${START_TIMEOUT_MS} ms`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
