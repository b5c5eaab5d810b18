import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Checkout } from '../against/checkout.js';
import { Child } from '../lab/child.js';
import type { Lab } from '../lab/lab.js';
import type { Schema } from '../lab/schemas.js';
import { platformEnvironment, type Platform } from './platforms.js';

const START_TIMEOUT_MS = 60_000;

/** A server that runs as a process of its own. */
export interface RunningServer {
  readonly child: Child;
  readonly port: number;
}

export interface ServiceOptions {
  readonly checkout: Checkout;
  readonly schema: Schema;
  readonly platform?: Platform;
  /** Beside that of every service of the benchmark. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly nodeFlags?: readonly string[];
}

/** The built service of a checkout, ready to answer. */
export async function startService(lab: Lab, options: ServiceOptions): Promise<RunningServer> {
  const { checkout, schema, platform = 'express', environment = {}, nodeFlags = [] } = options;
  const port = await freePort();
  const child = new Child({
    name: `service${checkout.label} on ${platform}`,
    module: join(checkout.root, 'dist', 'src', 'main.js'),
    nodeFlags: [
      ...checkout.nodeFlags,
      ...nodeFlags,
      '--import',
      new URL('../lab/tether.js', import.meta.url).href,
    ],
    environment: {
      ...lab.environment(schema),
      ...platformEnvironment(platform),
      ...environment,
      BILLING_SERVICE_PORT: String(port),
    },
    directory: lab.directory,
  });
  lab.cleanUp.add(() => child.end());
  return ready({ child, port }, '/health/detailed');
}

/** A server of this folder that does nothing. */
export async function startNothing(lab: Lab, file: string, ...args: string[]): Promise<RunningServer> {
  const child = new Child({
    name: `${file} ${args.join(' ')}`,
    module: new URL(`./${file}.js`, import.meta.url),
    args,
    nodeFlags: lab.own.nodeFlags,
    directory: lab.directory,
  });
  lab.cleanUp.add(() => child.end());
  return { child, port: await child.request<number>('listen') };
}

/** Once it answers. */
export async function ready(server: RunningServer, path: string): Promise<RunningServer> {
  const gone = server.child.gone.then((error) => Promise.reject(error));
  await Promise.race([answers(server, path), gone]);
  return server;
}

async function answers({ child, port }: RunningServer, path: string): Promise<void> {
  for (const deadline = Date.now() + START_TIMEOUT_MS; Date.now() < deadline; await delay(50)) {
    const response = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null);
    await response?.body?.cancel();
    if (response?.ok) return;
  }
  throw new Error(`${child.name} did not become healthy within ${START_TIMEOUT_MS} ms`);
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
