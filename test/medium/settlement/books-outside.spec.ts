import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { decimal } from '../../../src/domain/decimal.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { chargeOf, userAccount } from '../../support/engine/test-engine.js';
import { charge, twoProcesses } from '../../support/outside/two-processes.js';
import { SqlSession } from '../../support/database/sql-session.js';
import { Tampering } from '../../support/database/tampering.js';

Logger.overrideLogger(false);

const suite = twoProcesses('books outside');

describe('the books of payers outside', () => {
  let owner: SqlSession;
  let tampering: Tampering;
  let user: string;

  beforeAll(async () => {
    owner = await SqlSession.open(suite.db.migrationUrl);
    tampering = new Tampering(owner);
    user = suite.newUser();
  });

  afterAll(() => owner?.close());

  const faultsDuring = (table: string, where: string, set: string | null): Promise<string[]> =>
    tampering.during({ table, where, set }, () => faultsOfBooks(suite.one.t.database));

  it('name a carried amount that is not what charges left over', async () => {
    await suite.one.charges.submit(
      chargeOf(user, 'unit', '0.4', { method: 'credit_consumption' }),
      randomUUID(),
    );
    const faults = await faultsDuring(
      'carried_amounts',
      `account_id = 'user:${user}'`,
      'amount = amount + 1',
    );
    expect(faults).toEqual([expect.stringMatching(/carried/)]);
  });

  it('name a pending record that nothing reminds of', async () => {
    suite.wallet.next('not sent');
    const { outcome } = await suite.one.charges.submit(charge(user), 'waits');
    expect(outcome.status).toBe('pending');
    const reminder = `billing_id = '${outcome.billingId}' AND kind = 'decision'`;
    const faults = await faultsDuring('settlement_attempts', reminder, null);
    expect(faults).toEqual([expect.stringMatching(/is due|another decision|agree/)]);
    await suite.answered(charge(user), 'waits', 'completed');
  });

  it('name a wallet’s transaction that is not the attempt’s', async () => {
    const { outcome } = await suite.one.charges.submit(charge(user), randomUUID());
    const faults = await faultsDuring(
      'settlement_attempts',
      `billing_id = '${outcome.billingId}'`,
      `transaction_id = 'w-other'`,
    );
    expect(faults).toEqual([expect.stringMatching(/wallet_transaction_id|agree/)]);
  });
});

it('a zero total, money here and what is known of the payers change nothing in the books’ laws', async () => {
  const user = suite.newUser();
  await suite.one.t.run({
    type: 'grant_credits',
    account: userAccount(user),
    currency: 'CREDIT',
    amount: decimal('1'),
    description: null,
    referenceId: null,
  });
  await suite.one.charges.submit(charge(user, null), randomUUID());
  await suite.one.charges.submit(chargeOf(user, 'unit', '0'), randomUUID());
  expect(await faultsOfBooks(suite.one.t.database)).toEqual([]);
});
