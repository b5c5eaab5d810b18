import { createServer } from 'node:net';
import type { HttpConfig } from '../config/app-config.js';
import { explainListenFailure } from './start-error.js';

/** `localhost` alone might become ::1 only, which http://127.0.0.1 does not reach; clients of localhost try both. */
export function listenHost(http: HttpConfig): string {
  return http.host === 'localhost' ? '127.0.0.1' : http.host;
}

/** Where a person on this machine finds it. */
export function baseUrl(http: HttpConfig): string {
  const host = listenHost(http);
  if (host === '0.0.0.0' || host === '::') return `http://localhost:${http.port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${http.port}`;
}

/** Before anything is started for nothing: fails with one sentence when the address cannot be had. */
export async function checkListenAddress(http: HttpConfig): Promise<void> {
  const host = listenHost(http);
  await new Promise<void>((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => reject(explainListenFailure(error, host, http.port)));
    server.listen(http.port, host, () => server.close(() => resolve()));
  });
}
