import { beforeAll } from '@jest/globals';
import type { INestApplication } from '@nestjs/common';
import type { AppConfig } from '../../../src/config/app-config.js';
import { Database } from '../../../src/database/database.service.js';
import { ApiClient } from '../api/api-client.js';
import { BillingFixture } from '../api/billing-fixture.js';
import type { ConfigOverrides } from '../config.js';
import { databaseSuite } from '../database/database-suite.js';
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
 * them. What a suite prepares with it belongs in a `beforeAll` below the call. Overrides that are known only once
 * another suite has started are a function's.
 */
export function serviceSuite(
  name: string,
  overrides?: ConfigOverrides | (() => ConfigOverrides),
): ServiceSuite {
  const db = databaseSuite(name);
  let first: HttpApp | undefined;

  beforeAll(async () => {
    first = await startAnother(typeof overrides === 'function' ? overrides() : overrides);
  });

  async function startAnother(more?: ConfigOverrides): Promise<HttpApp> {
    return db.keep(await startHttpApp(db.config(more)));
  }

  function started(): HttpApp {
    if (first === undefined) throw new Error('The service starts in beforeAll: use it in a hook or a test.');
    return first;
  }

  const service = {
    get url() {
      return started().url;
    },
    get app() {
      return started().app;
    },
    get migrationUrl() {
      return db.migrationUrl;
    },
    get database() {
      return started().app.get(Database);
    },
  };
  const api = new ApiClient(service);
  return Object.assign(service, { api, given: new BillingFixture(api), config: db.config, startAnother });
}
