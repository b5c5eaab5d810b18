import { beforeAll, describe, expect, it } from '@jest/globals';
import { decimal } from '../../../src/domain/decimal.js';
import { Clock } from '../../../src/database/clock.service.js';
import { WriteKeys } from '../../../src/database/write-keys.store.js';
import { KeyPurge } from '../../../src/engine/retention/key-purge.service.js';
import { faultsOfBooks } from '../../support/database/books.js';
import { depositOf } from '../../support/domain/commands.js';
import { engineSuite } from '../../support/engine/engine-suite.js';
import { startHttpApp } from '../../support/service/http-app.js';
import {
  addPrice,
  chargeOf,
  openWallet,
  type TestEngine,
  userAccount,
} from '../../support/engine/test-engine.js';
import { waitUntil } from '../../support/wait-until.js';

const DAY_MS = 86_400_000;
/** More than one step looks at, of one account and of accounts. */
const DEPOSITS = 45;
const OTHERS = 60;

const now = engineSuite('key_purge');
const { db } = now;
/** Ninety-one and eighty-nine days ago. */
let old: TestEngine;
let young: TestEngine;
let wallet: string;
let charged: { billingId: string };

beforeAll(async () => {
  old = await now.openAnother({ engine: { clockOffsetMs: -91 * DAY_MS } });
  young = await now.openAnother({ engine: { clockOffsetMs: -89 * DAY_MS } });
  await addPrice(old, 'unit', { unitPrice: '1' });
  wallet = await openWallet(old, 'ann', '1000');
  for (let n = 0; n < DEPOSITS; n += 1) await old.run(depositOf('ann', wallet, '1'), `old-${n}`);
  charged = await old.run(chargeOf('ann', 'unit', '1'), 'old-charge');
  for (let n = 0; n < OTHERS; n += 1) await openWallet(old, `other-${n}`, '1');
  await transfer(old);
  await young.run(depositOf('ann', wallet, '1'), 'young');
  await now.run(depositOf('ann', wallet, '1'), 'now');
});

/** Its money has left and arrived; that the transfer is closed was never told. */
async function transfer(t: TestEngine): Promise<void> {
  const to = await openWallet(t, 'bob', '0');
  const movement = { currency: 'CREDIT', amount: decimal('5'), description: null, metadata: null };
  const bob = userAccount('bob');
  const { transferId } = await t.run(
    {
      type: 'transfer_out',
      account: userAccount('ann'),
      walletId: wallet,
      toWalletId: to,
      toAccount: bob,
      ...movement,
    },
    'old-transfer',
  );
  const id = transferId as string;
  await t.run({ type: 'transfer_in', account: bob, walletId: to, transferId: id, ...movement }, id);
}

function purgeOf(t: TestEngine, config = db.config()): KeyPurge {
  return new KeyPurge(t.database, new Clock(t.database, config), config);
}

async function keys(): Promise<string[]> {
  const rows = await now.database.query<{ name: string }>(
    `SELECT operation || ' ' || CASE WHEN operation = 'transfer_in' THEN '' ELSE key END AS name
       FROM dev.idempotency_keys ORDER BY 1`,
  );
  return rows.map(({ name }) => name.trim());
}

describe('keys of writes without a record', () => {
  it('are forgotten after their retention, by two processes at once, and no others', async () => {
    const before = await keys();
    expect(before.length).toBe(1 + OTHERS + DEPOSITS + 1 + 1 + 2 + 2);
    // Each deletes a part, and together they delete every key once.
    const deleted = await Promise.all([purgeOf(old).purge(), purgeOf(now).purge()]);
    expect(deleted[0] + deleted[1]).toBe(before.length - 4);
    expect(await keys()).toEqual(['charge old-charge', 'deposit now', 'deposit young', 'transfer_in']);
  });

  it('let the retry of a record find its record for ever', async () => {
    const { outcome, replayed } = await now.engine.submit(chargeOf('ann', 'unit', '1'), {
      key: 'old-charge',
    });
    expect([replayed, outcome.billingId]).toEqual([true, charged.billingId]);
  });

  it('keep a transfer that comes late from arriving twice', async () => {
    const [attempt] = await now.database.query<{ attempt_id: string; state: string }>(
      `SELECT attempt_id, state FROM dev.settlement_attempts WHERE kind = 'transfer'`,
    );
    expect(attempt?.state).toBe('created');
    const [row] = await now.database.query<{ wallet_id: string }>(
      `SELECT wallet_id FROM dev.balances WHERE account_id = 'user:bob'`,
    );
    const { replayed } = await now.engine.submit(
      {
        type: 'transfer_in',
        account: userAccount('bob'),
        walletId: row?.wallet_id as string,
        transferId: attempt?.attempt_id as string,
        currency: 'CREDIT',
        amount: decimal('5'),
        description: null,
        metadata: null,
      },
      { key: attempt?.attempt_id as string, internal: true },
    );
    expect(replayed).toBe(true);
  });

  it('count as new when they are sent again after that', async () => {
    expect(await now.engine.submit(depositOf('ann', wallet, '1'), { key: 'old-0' })).toMatchObject({
      replayed: false,
    });
    expect(await now.engine.submit(depositOf('ann', wallet, '1'), { key: 'young' })).toMatchObject({
      replayed: true,
    });
  });

  it('of the catalogue and of quotas too', async () => {
    const config = db.config();
    const writes = new WriteKeys(now.database.dataSource, config);
    const write = (operation: string, key: string) =>
      writes.run({ operation, key, request: {} }, null, () => Promise.resolve({ key }));
    const owner = await db.openSession();
    for (let n = 0; n < 3; n += 1) await write('create_product', `p-${n}`);
    await write('add_price', 'p-0');
    await owner.run(
      `UPDATE dev.write_keys SET created_at = now() - interval '91 days'
        WHERE operation = 'create_product' AND key <> 'p-1'`,
    );
    expect(await purgeOf(now).purge()).toBe(2);
    expect((await write('create_product', 'p-1')).replayed).toBe(true);
    expect((await write('add_price', 'p-0')).replayed).toBe(true);
    expect((await write('create_product', 'p-0')).replayed).toBe(false);
  });

  it('go by the days that are configured', async () => {
    expect(await purgeOf(now, db.config({ engine: { keyRetentionDays: 88 } })).purge()).toBe(1);
    expect(await keys()).not.toContain('deposit young');
  });
});

it('a pass stops with the service, which forgets nothing more', async () => {
  const later = db.config({ engine: { keyRetentionDays: 1, clockOffsetMs: 2 * DAY_MS } });
  const purge = purgeOf(now, later);
  purge.onApplicationBootstrap();
  await purge.onModuleDestroy();
  expect(await purge.purge()).toBe(0);
  // Another service, that goes on, forgets them by itself.
  const service = await startHttpApp(
    db.config({ engine: { keyRetentionDays: 1, clockOffsetMs: 2 * DAY_MS, keyPurgeIntervalMs: 50 } }),
  );
  try {
    const stays = /^(charge|transfer_in|transfer_done)\b/;
    await waitUntil('the keys are forgotten', async () => (await keys()).every((name) => stays.test(name)));
    expect(await keys()).toContain('charge old-charge');
  } finally {
    await service.close();
  }
});

it('the books are in order after all this', async () => {
  // The clock of the last purge ran two days ahead: it forgot answers about movements of today.
  const faults = await faultsOfBooks(now.database);
  expect(faults.filter((fault) => !fault.includes('stored answer is missing'))).toEqual([]);
});
