import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { faultsOfBooks } from '../../support/database/books.js';
import { addQuota } from '../../support/engine/test-engine.js';
import { charge, twoProcesses } from '../../support/outside/two-processes.js';

Logger.overrideLogger(false);

const suite = twoProcesses('payers away');

async function attemptsOf(billingId: unknown): Promise<string[]> {
  const { database } = suite.one.t;
  const rows = await database.query<{ kind: string; state: string }>(
    `SELECT kind, state FROM ${database.schema}.settlement_attempts WHERE billing_id = $1 ORDER BY attempt_id`,
    [billingId],
  );
  return rows.map(({ kind, state }) => `${kind} ${state}`);
}

describe('a payer that cannot be reached', () => {
  it.each(['before the decision', 'when it is called'] as const)(
    '%s leaves the usage pending, and pays it by itself later, in place of the first answer',
    async (when) => {
      const command = charge(suite.newUser());
      const key = randomUUID();
      const quotaId = await addQuota(suite.one.t, { scope: 'user', scopeId: command.account.id, limit: '1' });
      if (when === 'before the decision') suite.wallet.isAvailable = false;
      else suite.wallet.next('not sent');
      const { outcome } = await suite.one.charges.submit(command, key);
      expect(outcome).toMatchObject({ status: 'pending', amount: '0', refusal: null });
      const { database } = suite.one.t;
      const used = () =>
        database.query(
          `SELECT quota_used::text AS used FROM ${database.schema}.billing_quotas WHERE quota_id = $1`,
          [quotaId],
        );
      expect(await used()).toEqual([{ used: '0' }]);
      suite.wallet.isAvailable = true;
      expect(await suite.answered(command, key, 'completed')).toMatchObject({ billingId: outcome.billingId });
      expect(await used()).toEqual([{ used: '1' }]);
      expect(suite.wallet.moved).toHaveLength(1);
    },
  );

  it('often enough leaves it failed, ready to be processed', async () => {
    suite.wallet.isAvailable = false;
    const command = charge(suite.newUser());
    const key = randomUUID();
    const { outcome } = await suite.one.charges.submit(command, key);
    const failed = await suite.answered(command, key, 'failed');
    expect(failed).toMatchObject({ refusal: { code: 'payer_unavailable' } });
    suite.wallet.isAvailable = true;
    const processed = await suite.one.charges.submit(
      {
        type: 'process',
        account: command.account,
        billingId: outcome.billingId,
        method: null,
        paymentMethodId: null,
        forceCharge: false,
      },
      'process',
    );
    expect(processed.outcome).toMatchObject({ status: 'completed', method: 'wallet_deduction' });
  });

  it('is passed over where nobody asked for it', async () => {
    suite.credits.isAvailable = false;
    const { outcome } = await suite.one.charges.submit(charge(suite.newUser(), null), randomUUID());
    expect(outcome).toMatchObject({ status: 'completed', method: 'wallet_deduction' });
  });
});

describe('a payer that declines', () => {
  it('is followed by the next within the same request', async () => {
    suite.credits.next('declines');
    const { outcome, replayed } = await suite.one.charges.submit(charge(suite.newUser(), null), randomUUID());
    expect(outcome).toMatchObject({ status: 'completed', method: 'wallet_deduction' });
    expect(replayed).toBe(false);
    expect(await attemptsOf(outcome.billingId)).toEqual(['credits declined', 'wallet succeeded']);
  });

  it('is not followed by another when it was asked for', async () => {
    suite.wallet.next('declines');
    const { outcome } = await suite.one.charges.submit(charge(suite.newUser()), randomUUID());
    expect(outcome).toMatchObject({
      status: 'failed',
      refusal: { code: 'insufficient_wallet_balance', facts: { required: '1' } },
    });
    expect(suite.credits.moved).toEqual([]);
  });
});

it('leaves sound books', async () => {
  expect(await faultsOfBooks(suite.one.t.database)).toEqual([]);
});
