import { newId } from '../../../../src/engine/ids.js';
import type { TestEngine } from '../../../support/engine/test-engine.js';
import type { Cast } from '../program/known.js';
import type { QuotaPlan } from '../program/program.js';
import { copyOf, type Books } from '../reference/books.js';
import { spanOfWord } from '../reference/calendar.js';
import { exact, NOTHING } from '../reference/exact.js';
import type { Quota } from '../reference/rows.js';
import { insertQuota } from './catalogue-rows.js';
import type { WorldChange } from './world-change.js';

/** The quotas of one run's owners. */
export class WorldQuotas {
  readonly ids: string[] = [];
  private readonly names = new Set<string>();

  constructor(
    private readonly engine: TestEngine,
    private readonly cast: Pick<Cast, 'users' | 'organizations' | 'products'>,
    /** Epoch milliseconds of a cell. */
    private readonly nowIn: (cell: number) => number,
  ) {}

  /** As the quota room does it. Nothing where its owner is not there, or has one for the same. */
  async add(plan: QuotaPlan, subscription: string | null): Promise<WorldChange[]> {
    const scopeId = {
      user: this.cast.users[plan.of % this.cast.users.length],
      organization: this.cast.organizations[plan.of % this.cast.organizations.length],
      subscription: subscription ?? undefined,
    }[plan.scope];
    const productId =
      plan.product === null ? null : (this.cast.products[plan.product % this.cast.products.length] ?? null);
    const name = JSON.stringify([plan.scope, scopeId, plan.serviceType, productId, plan.period]);
    if (scopeId === undefined || this.names.has(name)) return [];
    this.names.add(name);
    const cell = await this.engine.directory.find(plan.scope, scopeId);
    if (cell === null) return [];
    const quota: Quota = {
      quotaId: newId('quota', cell),
      scope: plan.scope,
      scopeId,
      serviceType: plan.serviceType,
      productId,
      limit: exact(plan.limit),
      used: NOTHING,
      period: plan.period,
      windowStart: spanOfWord(plan.period, this.nowIn(cell)).start,
      enforcement: plan.enforcement,
    };
    await insertQuota(this.engine.database, quota, cell, plan.limit);
    this.ids.push(quota.quotaId);
    return [
      {
        description: `${quota.quotaId} in cell ${cell}: ${JSON.stringify({ ...plan, scopeId, productId })}`,
        apply: (books) => withQuota(books, quota),
      },
    ];
  }

  async change(of: number, limit: string, enforcement: Quota['enforcement']): Promise<WorldChange[]> {
    const quotaId = this.ids[of % this.ids.length];
    if (quotaId === undefined) return [];
    const { database } = this.engine;
    await database.query(
      `UPDATE ${database.schema}.billing_quotas SET quota_limit = $2, enforcement = $3 WHERE quota_id = $1`,
      [quotaId, limit, enforcement],
    );
    const change = { limit: exact(limit), enforcement };
    return [
      {
        description: `${quotaId} is ${enforcement} at ${limit}`,
        apply: (books) => withQuota(books, { ...(books.quotas.get(quotaId) as Quota), ...change }),
      },
    ];
  }
}

function withQuota(books: Books, quota: Quota): Books {
  const next = copyOf(books);
  next.quotas.set(quota.quotaId, quota);
  return next;
}
