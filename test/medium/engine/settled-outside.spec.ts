import { beforeAll, expect, it } from '@jest/globals';
import { faultsOfBooks } from '../../support/database/books.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import { addPrice, chargeOf, userAccount } from '../../support/engine/test-engine.js';

const engine = engineSuite('settled_outside');

beforeAll(() => addPrice(engine, 'tiered', { unitPrice: '1', freeTier: { limit: '5', period: 'yearly' } }));

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
