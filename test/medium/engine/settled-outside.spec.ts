import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { faultsOfBooks } from '../../support/books.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { addPrice, chargeOf, openEngine, userAccount, type TestEngine } from '../../support/test-engine.js';

let db: TestDatabase;
let engine: TestEngine;

beforeAll(async () => {
  db = await createTestDatabase('settled_outside');
  engine = await openEngine(db.config());
  await addPrice(engine, 'tiered', { unitPrice: '1', freeTier: { limit: '5', period: 'yearly' } });
});

afterAll(async () => {
  await engine?.close();
  await db?.drop();
});

it('a record that is settled outside draws what its lines say was free, so that it is free once', async () => {
  const free: string[] = [];
  for (let n = 0; n < 3; n += 1) {
    const { billingId, refusal } = await engine.run(chargeOf('ann', 'tiered', '8'));
    free.push(String(refusal?.facts['required']));
    await engine.run({
      type: 'settled_outside',
      account: userAccount('ann'),
      billingId,
      walletTransactionId: null,
      paymentTransactionId: `elsewhere-${n}`,
    });
  }
  expect(free).toEqual(['3', '8', '8']);
  expect(await faultsOfBooks(engine.database)).toEqual([]);
});
