import { beforeAll, describe, expect, it } from '@jest/globals';
import { engineSuite } from '../../support/engine/engine-suite.js';
import type { SqlSession } from '../../support/database/sql-session.js';
import { addPrice, chargeOf, openWalletsIn } from '../../support/engine/test-engine.js';

const engine = engineSuite('price_change_in_flight', {
  engine: { statementTimeoutMs: 60_000, lockTimeoutMs: 60_000 },
});
let session: SqlSession;

beforeAll(async () => {
  session = await engine.db.openSession();
});

describe('a batch that has read its counters', () => {
  it('goes on with the prices that it read them for, when the other lane reads newer ones', async () => {
    await openWalletsIn(engine, 0, ['ann'], '100');
    await openWalletsIn(engine, 1, ['bob'], '100');
    await addPrice(engine, 'other', { unitPrice: '1' });
    await addPrice(engine, 'tiered', { unitPrice: '1', freeTier: { limit: '5', period: 'monthly' } });
    expect((await engine.run(chargeOf('ann', 'tiered', '5'))).amount).toBe('0');
    await addPrice(engine, 'tiered', {
      unitPrice: '1',
      freeTier: { limit: '1', period: 'daily' },
      effectiveFrom: '1971-01-01T00:00:00Z',
    });
    await engine.run(chargeOf('bob', 'other', '1'));

    // The batch of ann's lane waits for its counters, of the daily tier.
    await session.run('BEGIN');
    await session.run('LOCK TABLE dev.allowance_counters IN ACCESS EXCLUSIVE MODE');
    const charged = engine.run(chargeOf('ann', 'tiered', '5'));
    await session.whenWaiting();
    await addPrice(engine, 'tiered', {
      unitPrice: '1',
      freeTier: { limit: '5', period: 'monthly' },
      effectiveFrom: '1972-01-01T00:00:00Z',
    });
    await engine.run(chargeOf('bob', 'other', '1'));
    await session.run('ROLLBACK');

    // One free today by the older price, none left this month by the newer one; never the five of the month again.
    expect(['4', '5']).toContain((await charged).amount);
  });
});
