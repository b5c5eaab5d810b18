import type { INestApplication } from '@nestjs/common';
import type { AddressInfo } from 'node:net';
import { AppModule } from '../../../src/app.module.js';
import type { AppConfig } from '../../../src/config/app-config.js';
import { createHttpApp } from '../../../src/http/create-http-app.js';

/** The whole service inside this process, listening on a free port. */
export interface HttpApp {
  readonly url: string;
  readonly app: INestApplication;
  /** Closes it once, however often it is called. */
  close(): Promise<void>;
}

export async function startHttpApp(config: AppConfig): Promise<HttpApp> {
  const app = await createHttpApp(AppModule.of(config), config);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return { url: `http://127.0.0.1:${port}`, app, close: () => (closed ??= app.close()) };
}
