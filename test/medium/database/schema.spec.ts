import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { dataSourceOptions } from '../../../src/database/connections/data-source.js';
import { createEmptyDatabase, type TestDatabase } from '../../support/database/database.js';

describe('the schema', () => {
  let testDatabase: TestDatabase;
  let dataSource: DataSource;

  beforeAll(async () => {
    testDatabase = await createEmptyDatabase('schema');
    dataSource = await new DataSource(
      dataSourceOptions(testDatabase.config().database, 'migration'),
    ).initialize();
    await dataSource.query('CREATE SCHEMA dev');
  });
  afterAll(async () => {
    await dataSource.destroy();
    await testDatabase.drop();
  });

  /** What TypeORM would change to make the database agree with the entities. */
  async function drift(): Promise<string[]> {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  }

  async function relations(): Promise<unknown[]> {
    return dataSource.query(
      `SELECT relname FROM pg_class c WHERE relnamespace = 'dev'::regnamespace AND relkind IN ('r', 'S') AND relname NOT LIKE 'migrations%'`,
    );
  }

  it('agrees with the entities after up, is empty after down, and comes back', async () => {
    await dataSource.runMigrations();
    expect(await drift()).toEqual([]);

    for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
    expect(await relations()).toEqual([]);

    await dataSource.runMigrations();
    expect(await drift()).toEqual([]);
  });
});
