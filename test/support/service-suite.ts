import { afterAll, beforeAll } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { AppConfig } from '../../src/config/app-config.js';
import { Database } from '../../src/database/database.service.js';
import { ApiClient } from './api-client.js';
import { BillingFixture } from './billing-fixture.js';
import type { ConfigOverrides } from './config.js';
import { createTestDatabase, type TestDatabase } from './database.js';
import { type HttpApp, startHttpApp } from './http-app.js';

/** A running service and its database. All but `api` and `given` exist only once the suite's tests begin. */
export interface ServiceSuite {
  readonly api: ApiClient;
  readonly given: BillingFixture;
  readonly url: string;
  readonly app: INestApplication;
  readonly database: Database;
  /** Of its database, as the role that migrates: for sessions of somebody else. */
  readonly migrationUrl: string;
  /** A configuration that names the suite's database. */
  config(overrides?: ConfigOverrides): AppConfig;
  /** One more service on the same database, as a second process would be; closed with the suite if not before. */
  startAnother(overrides?: ConfigOverrides): Promise<HttpApp>;
}

/**
 * The whole service on a database of its own, from before the tests of the calling file or `describe` until after
 * them. What a suite prepares with it belongs in a `beforeAll` below the call.
 */
export function serviceSuite(name: string, overrides?: ConfigOverrides): ServiceSuite {
  let testDatabase: TestDatabase | undefined;
  const services: HttpApp[] = [];

  beforeAll(async () => {
    testDatabase = await createTestDatabase(name);
    await startAnother(overrides);
  });

  afterAll(async () => {
    await Promise.all(services.map((service) => service.close()));
    await testDatabase?.drop();
  });

  const config = (more?: ConfigOverrides) => started(testDatabase).config(more);

  async function startAnother(more?: ConfigOverrides): Promise<HttpApp> {
    const service = await startHttpApp(config(more));
    services.push(service);
    return service;
  }

  const first = {
    get url() {
      return started(services[0]).url;
    },
    get app() {
      return started(services[0]).app;
    },
    get migrationUrl() {
      return started(testDatabase).migrationUrl;
    },
    get database() {
      return started(services[0]).app.get(Database);
    },
  };
  const api = new ApiClient(first);
  return Object.assign(first, { api, given: new BillingFixture(api), config, startAnother });
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('The service starts in beforeAll: use it in a hook or a test.');
  return value;
}
