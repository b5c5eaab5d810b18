import { beforeAll, describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BatchConnection, type Sent } from '../../../src/engine/batch/connection.js';
import type { Database } from '../../../src/database/database.service.js';
import { databaseSuite } from '../../support/database/database-suite.js';

const db = databaseSuite('batch_connection');
let database: Database;

beforeAll(async () => {
  database = await db.openDatabase();
});

const statement = (text: string): Sent => ({ statement: { name: text, text }, values: [] });

describe('statements that are sent while they are made', () => {
  it('end with what kept one from being made, and leave no failure of an earlier one to nobody', async () => {
    const unheard: unknown[] = [];
    const hear = (reason: unknown): void => void unheard.push(reason);
    process.on('unhandledRejection', hear);
    try {
      await database.withConnection(async (client) => {
        const connection = new BatchConnection(client, true, 10_000);
        const made = function* (): Generator<Sent> {
          yield statement('SELECT 1 / 0');
          throw new Error('this one cannot be encoded');
        };
        await connection.command('BEGIN');
        await expect(connection.send(made())).rejects.toThrow('this one cannot be encoded');
        await connection.command('ROLLBACK');
        expect(await connection.rows(statement('SELECT 2 AS two').statement, [])).toEqual([{ two: 2 }]);
      });
      await nextTurn();
    } finally {
      process.removeListener('unhandledRejection', hear);
    }
    expect(unheard).toEqual([]);
  });
});
