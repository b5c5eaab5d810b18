import { afterAll, beforeAll } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { AddressInfo } from 'node:net';
import request from 'supertest';
import { createHttpApp } from '../../../src/http/create-http-app.js';
import { testConfig } from '../../support/config.js';
import { ProbeModule } from './probe.module.js';

export const LIMIT_BYTES = 64 * 1024;

/** The edge before the probe's routes, for the tests of the calling file: no database behind it. */
export function probeSuite() {
  let app: INestApplication;
  const suite = {
    get app() {
      return app;
    },
    get port() {
      return (app.getHttpServer().address() as AddressInfo).port;
    },
    get url() {
      return `http://127.0.0.1:${suite.port}`;
    },
    get: (path: string) => request(suite.url).get(path),
    post: (path: string, body: string | object) =>
      request(suite.url).post(path).set('Content-Type', 'application/json').send(body),
  };

  beforeAll(async () => {
    app = await createHttpApp(ProbeModule, testConfig({ http: { bodyLimitBytes: LIMIT_BYTES } }));
    await app.listen(0, '127.0.0.1');
  });
  afterAll(() => app?.close());
  return suite;
}

/** What the probe takes. */
export const VALID = { user_id: 'user123', usage_amount: 1000 };
