import { describe, expect, it, jest } from '@jest/globals';
import { MAX_WAITING_OWNERS, OwnerDirectory } from '../../../src/engine/owner-directory.js';
import { databaseSuite } from '../../support/database/database-suite.js';
import type { DomainError } from '../../../src/domain/problems/problems.js';

/** More than the directory asks for in two statements. */
const MANY = 3_000;

const db = databaseSuite('bounds_owners');

describe('owners whose cell is not known yet', () => {
  it('wait in a bounded line: what comes on top is refused, the others get their cell', async () => {
    const holder = await db.openSession();
    const directory = new OwnerDirectory(await db.openDatabase(), db.config());
    await holder.run('BEGIN');
    await holder.run('LOCK TABLE dev.owners IN SHARE MODE');
    const resolve = (id: string) => directory.resolveOwner({ kind: 'user', id });
    // The first goes at once and alone, the rest in the statements after it.
    const first = resolve('first');
    await holder.whenWaiting();
    const asked = Array.from({ length: MAX_WAITING_OWNERS + 5 }, (_, n) =>
      resolve(`u-${n}`).then(
        () => 'resolved',
        (error: DomainError) => error.code,
      ),
    );
    const refused = (await Promise.all(asked.slice(MAX_WAITING_OWNERS))).filter(
      (answer) => answer === 'overloaded',
    );
    expect(refused).toHaveLength(5);
    await holder.run('ROLLBACK');
    expect(await first).toEqual(expect.any(Number));
    expect(new Set(await Promise.all(asked.slice(0, MAX_WAITING_OWNERS)))).toEqual(new Set(['resolved']));
  });

  it('are all told at once when the database does not answer, not one time-out after the other', async () => {
    const overrides = { database: { poolSize: 1, connectTimeoutMs: 100 } };
    const database = await db.openDatabase(overrides);
    const directory = new OwnerDirectory(database, db.config(overrides));
    const taken = await database.connect();
    const statements = jest.spyOn(database, 'query');
    const answers = await Promise.allSettled(
      Array.from({ length: MANY }, (_, n) => directory.resolveOwner({ kind: 'user', id: `v-${n}` })),
    );
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true);
    expect(statements).toHaveBeenCalledTimes(1);
    taken.release();
    expect(await directory.resolveOwner({ kind: 'user', id: 'v-1' })).toEqual(expect.any(Number));
  });
});
