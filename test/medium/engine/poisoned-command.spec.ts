import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Command } from '../../../src/domain/commands.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { depositOf } from '../../support/domain/commands.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import type { LaneGate } from '../../support/engine/lane-gate.js';
import type { SqlSession } from '../../support/database/sql-session.js';
import { addPrice, chargeOf, openWalletsIn } from '../../support/engine/test-engine.js';

const t = engineSuite('poisoned', { engine: { statementTimeoutMs: 500 } });
let gate: LaneGate;
let owner: SqlSession;
const neighbours = Array.from({ length: 50 }, (_, n) => `neighbour-${n}`);

beforeAll(async () => {
  owner = await t.db.openSession();
  await addPrice(t, 'unit', { unitPrice: '1' });
  await openWalletsIn(t, 0, [...neighbours, 'poison', 'slow'], '1000');
  gate = await t.openGate();
});

/** The poisoned command's failure, and what its fifty neighbours in the batch came to. */
async function amongNeighbours(poisoned: Command): Promise<{ failure: unknown; neighbours: Set<string> }> {
  const all = neighbours.map((user): Command => chargeOf(user, 'unit', '1'));
  all.splice(17, 0, poisoned);
  const settled = await gate.gather(all.length, () =>
    Promise.allSettled(all.map((command) => t.run(command))),
  );
  const [own] = settled.splice(17, 1);
  return {
    failure: own?.status === 'rejected' ? own.reason : own,
    neighbours: new Set(
      settled.map((one) =>
        one.status === 'fulfilled' && 'status' in one.value ? one.value.status : 'no charge',
      ),
    ),
  };
}

describe('a command that Postgres refuses to write', () => {
  it('by a CHECK fails alone, in at most 2·log2(n)+1 transactions', async () => {
    // The sequence is counted on whether or not the transaction lives.
    await owner.run(`CREATE SEQUENCE dev.strikes; GRANT ALL ON dev.strikes TO PUBLIC`);
    await owner.run(`
      CREATE FUNCTION dev.healthy(account varchar) RETURNS boolean LANGUAGE sql VOLATILE AS $$
        SELECT account <> 'user:poison' OR nextval('dev.strikes') < 0 $$`);
    await owner.run(
      `ALTER TABLE dev.balances ADD CONSTRAINT no_poison CHECK (dev.healthy(account_id)) NOT VALID`,
    );
    const { failure, neighbours: results } = await amongNeighbours(chargeOf('poison', 'unit', '1'));
    await owner.run(`ALTER TABLE dev.balances DROP CONSTRAINT no_poison`);
    expect(failure).toMatchObject({ code: '23514' });
    expect(results).toEqual(new Set(['completed']));
    const [strikes] = await owner.run<{ last_value: string }>(`SELECT last_value FROM dev.strikes`);
    // Each failed transaction met the poison once; the halves without it succeeded at their first try.
    expect(Number(strikes?.last_value)).toBeLessThanOrEqual(Math.ceil(Math.log2(51)) + 1);
  });

  it.each([
    ['text', { description: 'a\0b' }],
    ['JSON', { metadata: { note: 'a\0b' } }],
  ])('for a NUL byte in %s fails alone', async (_name, nul) => {
    const poisoned = { ...depositOf('poison', await walletOf('poison'), '1'), ...nul };
    const { failure, neighbours: results } = await amongNeighbours(poisoned);
    expect(failure).toBeInstanceOf(Error);
    expect(results).toEqual(new Set(['completed']));
  });

  it('for a NUL byte in a new user’s name does not harm users who are as new', async () => {
    const users = ['new-1', 'nobody\0', 'new-2', 'new-3'];
    const settled = await Promise.allSettled(users.map((user) => t.run(chargeOf(user, 'unit', '1'))));
    expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  });

  it('within the statement’s time fails alone, as 503', async () => {
    await owner.run(`
      CREATE FUNCTION dev.dawdle() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM pg_sleep(2); RETURN NEW; END $$`);
    await owner.run(`
      CREATE TRIGGER dawdle BEFORE INSERT ON dev.postings FOR EACH ROW
        WHEN (NEW.account_id = 'user:slow') EXECUTE FUNCTION dev.dawdle()`);
    const { failure, neighbours: results } = await amongNeighbours(chargeOf('slow', 'unit', '1'));
    await owner.run(`DROP TRIGGER dawdle ON dev.postings`);
    expect(failure).toMatchObject({ code: 'database_unavailable' });
    expect(results).toEqual(new Set(['completed']));
  });

  it.each([
    ['the unique index strikes', `RAISE unique_violation`],
    ['a row does not arrive', `RETURN NULL`],
  ])('because %s between read and write is decided once more', async (_name, firstTime) => {
    await owner.run(`CREATE SEQUENCE dev.races; GRANT USAGE ON dev.races TO PUBLIC`);
    await owner.run(`
      CREATE FUNCTION dev.lose_a_race() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('dev.races') = 1 THEN ${firstTime}; END IF; RETURN NEW; END $$`);
    await owner.run(`
      CREATE TRIGGER lose_a_race BEFORE INSERT ON dev.idempotency_keys
        FOR EACH ROW EXECUTE FUNCTION dev.lose_a_race()`);
    const outcome = await t.run(chargeOf('poison', 'unit', '1'));
    const [races] = await owner.run<{ last_value: string }>(`SELECT last_value FROM dev.races`);
    await owner.run(`DROP TRIGGER lose_a_race ON dev.idempotency_keys`);
    await owner.run(`DROP FUNCTION dev.lose_a_race; DROP SEQUENCE dev.races`);
    expect([outcome.status, races?.last_value]).toEqual(['completed', '2']);
  });

  it('leaves the books in order', async () => {
    expect(await faultsOfBooks(t.database)).toEqual([]);
  });
});

async function walletOf(user: string): Promise<string> {
  const [row] = await owner.run<{ wallet_id: string }>(
    `SELECT wallet_id FROM dev.balances WHERE account_id = $1`,
    [`user:${user}`],
  );
  return row?.wallet_id as string;
}
