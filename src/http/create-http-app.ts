import type { Server } from 'node:http';
import type { DynamicModule, INestApplication, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AppConfig } from '../config/app-config.js';
import { JsonLogger } from '../observability/json-logger.js';
import { Metrics } from '../observability/metrics/metrics.service.js';
import { describeLoki } from '../observability/loki/describe-loki.js';
import { lokiOf, rootLogger } from '../observability/root-logger.js';
import { boundConnections } from './connection-bounds.js';
import { serveDocs } from './docs/serve-docs.js';
import { Draining } from './draining.js';
import { Edge } from './edge.js';
import { describeHttp } from './metrics/describe-http.js';
import { ProblemFilter } from './problem/problem.filter.js';
import { ExpressPlatform } from './server/express-platform.adapter.js';
import { FastifyPlatform } from './server/fastify-platform.adapter.js';
import { FrontDoor } from './server/front-door.js';

/** The application of a root module, with the edge in front of it; not listening yet. */
export async function createHttpApp(
  root: Type<unknown> | DynamicModule,
  config: AppConfig,
): Promise<INestApplication> {
  const logger = rootLogger(config);
  const door = new FrontDoor();
  const platform = config.http.platform === 'fastify' ? new FastifyPlatform(door) : new ExpressPlatform(door);
  const app = await NestFactory.create(root, platform, {
    logger: new JsonLogger(logger),
    bodyParser: false,
    abortOnError: false,
    // wallets/credits/balance before wallets/:wallet_id/balance, whatever the order in the code.
    routeResolutionStrategy: 'specificity',
    routeConflictPolicy: { duplicate: 'error' },
  });
  const draining = app.get(Draining, { strict: false });
  const metrics = app.get(Metrics, { strict: false });
  describeHttp(metrics, door.counts, draining);
  const loki = lokiOf(config);
  if (loki !== null) describeLoki(metrics, loki);
  const problems = app.get(ProblemFilter, { strict: false });
  door.open(
    new Edge({
      draining,
      logger,
      counts: door.counts,
      bodyLimitBytes: config.http.bodyLimitBytes,
      bodyTimeoutMs: config.http.bodyTimeoutMs,
      answerProblem: (error, request, response) => problems.answer(error, request, response),
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
