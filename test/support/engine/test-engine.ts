import { randomUUID } from 'node:crypto';
import type { AppConfig } from '../../../src/config/app-config.js';
import type { Database } from '../../../src/database/database.service.js';
import type { Command } from '../../../src/domain/commands.js';
import { decimal } from '../../../src/domain/decimal.js';
import type { OutcomeOf } from '../../../src/domain/outcomes.js';
import { CommandPreparer } from '../../../src/engine/command-preparer.js';
import { Engine } from '../../../src/engine/engine.service.js';
import { newId } from '../../../src/engine/ids.js';
import { OwnerDirectory } from '../../../src/engine/owner-directory.js';
import { PriceBook } from '../../../src/engine/pricing/price-book.js';
import { Quoter } from '../../../src/engine/pricing/quoter.js';
import { RemoteStanding } from '../../../src/engine/remote-standing.js';
import { userAccount } from '../domain/commands.js';
import { openDatabase } from '../database/database.js';

export { chargeOf, usageOf, userAccount } from '../domain/commands.js';

export interface TestEngine {
  readonly engine: Engine;
  readonly database: Database;
  readonly directory: OwnerDirectory;
  readonly remote: RemoteStanding;
  /** Submits under a key of its own, or the one given. */
  run<C extends Command>(command: C, key?: string): Promise<OutcomeOf<C>>;
}

/** One that whoever opened it closes. */
export interface OpenedEngine extends TestEngine {
  close(): Promise<void>;
}

/** An engine on a test database, put together by hand as the module does. */
export async function openEngine(
  config: AppConfig,
  remote = new RemoteStanding(config),
): Promise<OpenedEngine> {
  const { database, close } = await openDatabase(config);
  const directory = new OwnerDirectory(database, config);
  const priceBook = new PriceBook(database);
  const quoter = new Quoter(database, directory, priceBook, config, remote);
  const preparer = new CommandPreparer(database, directory);
  const engine = new Engine(database, preparer, priceBook, quoter, config, remote);
  return {
    engine,
    database,
    directory,
    remote,
    run: async (command, key = randomUUID()) => (await engine.submit(command, { key })).outcome,
    close: async () => {
      await engine.beforeApplicationShutdown();
      await close();
    },
  };
}

/** A wallet in CREDIT with this balance; answers its id. */
export async function openWallet({ run }: TestEngine, userId: string, balance: string): Promise<string> {
  const outcome = await run({
    type: 'open_wallet',
    account: userAccount(userId),
    currency: 'CREDIT',
    initialBalance: decimal(balance),
  });
  return outcome.walletId as string;
}

/** Gives the users their homes in one cell, so that they share a lane. */
export async function placeUsers(
  { directory }: TestEngine,
  cell: number,
  userIds: readonly string[],
): Promise<void> {
  await Promise.all(userIds.map((id) => directory.resolveOwner({ kind: 'user', id, near: cell })));
}

/** Wallets in CREDIT for users of one cell. */
export async function openWalletsIn(
  t: TestEngine,
  cell: number,
  userIds: readonly string[],
  balance: string,
): Promise<void> {
  await placeUsers(t, cell, userIds);
  await Promise.all(userIds.map((userId) => openWallet(t, userId, balance)));
}

export interface PriceSpec {
  readonly unitPrice?: string;
  readonly dimensions?: Readonly<Record<string, string>>;
  readonly freeTier?: { readonly limit: string; readonly period: string };
  readonly currency?: string;
  readonly effectiveFrom?: string;
}

/** A product with one more price, as the catalogue writes it. */
export async function addPrice({ database }: TestEngine, productId: string, price: PriceSpec): Promise<void> {
  const s = database.schema;
  await database.transaction(async (tx) => {
    await tx.query(
      `INSERT INTO ${s}.products (product_id, name, product_type, unit_type, created_at, updated_at)
       VALUES ($1, $1, 'model', 'token', now(), now()) ON CONFLICT DO NOTHING`,
      [productId],
    );
    const dimensions = price.dimensions
      ? Object.entries(price.dimensions).map(([name, unit_price]) => ({ name, unit_price }))
      : null;
    await tx.query(
      `INSERT INTO ${s}.prices (price_id, product_id, currency, unit_price, dimensions, free_tier_limit,
              free_tier_period, effective_from, created_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now())`,
      [
        newId('price', 0),
        productId,
        price.currency ?? 'CREDIT',
        price.unitPrice ?? null,
        dimensions ? JSON.stringify(dimensions) : null,
        price.freeTier?.limit ?? null,
        price.freeTier?.period ?? null,
        price.effectiveFrom ?? '1970-01-01T00:00:00Z',
      ],
    );
    await tx.query(`UPDATE ${s}.price_book SET version = version + 1`);
  });
}

/** A quota in its owner's cell, as the quota room writes it; answers its id. */
export async function addQuota(
  { database, directory }: TestEngine,
  quota: {
    scope: 'user' | 'organization' | 'subscription';
    scopeId: string;
    limit: string;
    enforcement?: 'hard' | 'soft';
    period?: 'daily' | 'weekly' | 'monthly';
    productId?: string;
  },
): Promise<string> {
  const cell = await directory.resolveOwner({ kind: quota.scope, id: quota.scopeId });
  const quotaId = newId('quota', cell);
  await database.query(
    `INSERT INTO ${database.schema}.billing_quotas (cell, quota_id, scope, scope_id, service_type, product_id,
            quota_limit, quota_period, window_start, enforcement, created_at, updated_at)
     VALUES ($1, $2, $3, $4, 'model_inference', $5, $6, $7, date_trunc('month', now()), $8, now(), now())`,
    [
      cell,
      quotaId,
      quota.scope,
      quota.scopeId,
      quota.productId ?? '',
      quota.limit,
      quota.period ?? 'monthly',
      quota.enforcement ?? 'hard',
    ],
  );
  return quotaId;
}
