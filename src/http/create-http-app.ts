import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { Server } from 'node:http';
import type { AppConfig } from '../config/app-config.js';
import { JsonLogger } from '../observability/json-logger.js';
import { rootLogger } from '../observability/root-logger.js';
import { boundConnections } from './connection-bounds.js';
import { serveDocs } from './docs/serve-docs.js';
import { Draining } from './draining.js';
import { edge } from './edge.middleware.js';

/** The application of a root module, with the edge in front of it; not listening yet. */
export async function createHttpApp(
  root: Type<unknown> | DynamicModule,
  config: AppConfig,
): Promise<INestApplication> {
  const logger = rootLogger(config);
  const app = await NestFactory.create(root, {
    logger: new JsonLogger(logger),
    bodyParser: false,
    abortOnError: false,
    // wallets/credits/balance before wallets/:wallet_id/balance, whatever the order in the code.
    routeResolutionStrategy: 'specificity',
    routeConflictPolicy: { duplicate: 'error' },
  });
  leanAdapter(app);
  app.use(
    edge({
      draining: app.get(Draining, { strict: false }),
      logger,
      bodyLimitBytes: config.http.bodyLimitBytes,
    }),
  );
  serveDocs(app, config);
  boundConnections(app.getHttpServer() as Server, config.http.maxConnections, logger);
  return app;
}

/** From now on new requests get 503, and `drained` waits for those in flight. */
export function beginShutdown(app: INestApplication): void {
  app.get(Draining, { strict: false }).begin();
}

/** True when the last request in flight was answered within the time. */
export function drained(app: INestApplication, timeoutMs: number): Promise<boolean> {
  return app.get(Draining, { strict: false }).whenIdle(timeoutMs);
}

/** An entity tag hashes every answer, and nobody asks for them again. */
function leanAdapter(app: INestApplication): void {
  const adapter = app.getHttpAdapter();
  if (adapter.getType() !== 'express') return;
  const instance = adapter.getInstance() as { disable(setting: string): void };
  instance.disable('etag');
  instance.disable('x-powered-by');
}
