import type { Bounds } from '../reference/books.js';
import type { Account } from '../../../../src/domain/commands.js';
import { newId } from '../../../../src/engine/ids.js';
import type { TestEngine } from '../../../support/test-engine.js';
import type { Cast } from '../program/known.js';
import type { Leap, PayersPlan, PricePlan, QuotaPlan, WorldPlan } from '../program/program.js';
import { copyOf, emptyBooks, nameOf, type Books, type Price, type Quota } from '../reference/books.js';
import { spanOf, spanOfWord } from '../reference/calendar.js';
import { exact, NOTHING } from '../reference/exact.js';
import { insertPrice, insertQuota } from './catalogue-rows.js';
import { NOBODY_AWAY, PlannedStanding, standingOf } from './payers-outside.js';

/** What every engine of the suite is told, and the reference too. */
export const BOUNDS: Bounds = {
  refusalsPerMinute: 3,
  takeoverAfterMs: 7_000,
  retryAfterMs: 1_000,
  settlementTries: 3,
};

/** Writes the same into other tables: the reference's change beside the database's. */
export interface WorldChange {
  readonly description: string;
  /** What the suite counts it as, where it does. */
  readonly word?: string;
  /** Null where it could not have come out so on these books. */
  apply(books: Books): Books | null;
}

/** The fixed part of one run: owners of its own in both cells, its products, prices, quotas and its time. */
export class World implements Cast {
  readonly users: readonly string[];
  readonly organizations: readonly string[];
  /** The last one is in no catalogue. */
  readonly products: readonly string[];
  readonly accounts: readonly string[];
  readonly quotaIds: string[] = [];
  private readonly cells = new Map<string, number>();
  private readonly now = new Map<number, number>();
  private readonly pricesFrom = new Set<string>();
  private readonly quotaNames = new Set<string>();

  private constructor(
    private readonly engine: TestEngine,
    private readonly prefix: string,
    private readonly plan: WorldPlan,
  ) {
    this.users = plan.users.map((cell, n) => this.home('user', `${prefix}-u${n}`, cell));
    this.organizations = plan.organizations.map((cell, n) =>
      this.home('organization', `${prefix}-o${n}`, cell),
    );
    this.products = [...plan.products.map((_, n) => `${prefix}-p${n}`), `${prefix}-unknown`];
    this.accounts = [...this.cells.keys()];
    for (const cell of [0, 1]) this.now.set(cell, plan.start);
  }

  /** Answers the world, and the changes that make empty books those of its beginning. */
  static async open(
    engine: TestEngine,
    prefix: string,
    plan: WorldPlan,
  ): Promise<{ world: World; changes: WorldChange[] }> {
    const world = new World(engine, prefix, plan);
    world.standing.begin(plan.outside);
    for (const [account, near] of world.cells) {
      const [kind, id] = account.split(':') as ['user' | 'organization', string];
      await engine.directory.resolveOwner({ kind, id, near });
    }
    const changes = [await world.setTime([0, 1], plan.start)];
    for (const [n, prices] of plan.products.entries()) {
      for (const price of prices) changes.push(...(await world.addPrice(n, price, plan.start)));
    }
    for (const quota of plan.quotas) changes.push(...(await world.addQuota(quota, null)));
    return { world, changes };
  }

  /** The catalogue is read whole by every engine: nothing of a run that is over stays in it. */
  async close(): Promise<void> {
    const s = this.engine.database.schema;
    await this.engine.database.transaction(async (tx) => {
      await tx.query(`DELETE FROM ${s}.prices WHERE product_id = ANY($1)`, [this.products]);
      await tx.query(`DELETE FROM ${s}.products WHERE product_id = ANY($1)`, [this.products]);
      await tx.query(`UPDATE ${s}.price_book SET version = version + 1`);
    });
  }

  emptyBooks(): Books {
    return emptyBooks(BOUNDS, this.cells, standingOf(this.plan.outside, NOBODY_AWAY));
  }

  /** Engines of one run have one standing. */
  private get standing(): PlannedStanding {
    const { remote } = this.engine;
    if (!(remote instanceof PlannedStanding)) throw new Error('The engine does not follow the program');
    return remote;
  }

  nowOf({ type, id }: Account): number {
    return this.now.get(this.cells.get(`${type}:${id}`) ?? 0) ?? 0;
  }

  subscriptionName({ type, id }: Account, word: string): string {
    return `${this.prefix}-${word}-${this.cells.get(`${type}:${id}`) ?? 0}`;
  }

  /** At least a millisecond on, so that what is made in two bursts differs in age. */
  async pass(cells: readonly number[], to: Leap): Promise<WorldChange[]> {
    return Promise.all(cells.map((cell) => this.setTime([cell], this.timeAfter(cell, to))));
  }

  private timeAfter(cell: number, to: Leap): number {
    const now = this.now.get(cell) ?? 0;
    const { end } = spanOf('month', now);
    if (to === 'next month') return end;
    if (to === 'end of month') return Math.max(now + 1, end - 1);
    return now + to;
  }

  /**
   * The engines' clocks are set back by a century, so that the time of a decision is always the cell's own
   * `decided_at`: the suite moves the hands.
   */
  private async setTime(cells: readonly number[], at: number): Promise<WorldChange> {
    const { database } = this.engine;
    const values = [new Date(at).toISOString(), cells];
    await database.query(`UPDATE ${database.schema}.cells SET decided_at = $1 WHERE cell = ANY($2)`, values);
    for (const cell of cells) this.now.set(cell, at);
    return {
      description: `cells ${cells.join()} are at ${new Date(at).toISOString()}`,
      apply: (books) => {
        const next = copyOf(books);
        for (const cell of cells) next.now.set(cell, at);
        return next;
      },
    };
  }

  /** As the catalogue does it. Nothing where the product has a price from that instant. */
  async addPrice(n: number, plan: PricePlan, now = this.now.get(0) ?? 0): Promise<WorldChange[]> {
    const index = n % (this.products.length - 1);
    const productId = this.products[index] as string;
    const from = now + plan.fromMs;
    if (this.pricesFrom.has(`${productId} ${from}`)) return [];
    this.pricesFrom.add(`${productId} ${from}`);
    const until = plan.lastsMs === null ? null : from + plan.lastsMs;
    const priceId = newId('price', 0);
    const dimensions = Object.entries(plan.dimensions).map(([name, unit_price]) => ({ name, unit_price }));
    await insertPrice(this.engine.database, [
      priceId,
      productId,
      plan.currency,
      plan.unitPrice,
      dimensions.length > 0 ? JSON.stringify(dimensions) : null,
      plan.freeTier?.limit ?? null,
      plan.freeTier?.period ?? null,
      new Date(from).toISOString(),
      until === null ? null : new Date(until).toISOString(),
    ]);
    const price: Price = {
      priceId,
      currency: plan.currency,
      unitPrice: plan.unitPrice === null ? null : exact(plan.unitPrice),
      dimensions: dimensions.map(({ name, unit_price }) => ({ name, unitPrice: exact(unit_price) })),
      freeTier: plan.freeTier && { period: plan.freeTier.period, limit: exact(plan.freeTier.limit) },
      from,
      until,
    };
    const description = `${productId} has ${priceId} from ${new Date(from).toISOString()}: ${JSON.stringify(plan)}`;
    const apply = (books: Books): Books => {
      const next = copyOf(books);
      next.prices.set(productId, [...(books.prices.get(productId) ?? []), price]);
      return next;
    };
    return [{ description, apply }];
  }

  /** What those who call the payers know, or think that they know. */
  changePayers({ away, thought }: PayersPlan): WorldChange[] {
    const moment = {
      away,
      thought: new Map(
        thought.map(({ of, method, left }) => [
          nameOf(this.accounts[of % this.accounts.length] as string, method, 'CREDIT'),
          left,
        ]),
      ),
    };
    this.standing.change(moment);
    const standing = standingOf(this.plan.outside, moment);
    return [
      {
        description: `away: ${away.join() || 'nobody'}; thought to be left: ${JSON.stringify([...moment.thought])}`,
        apply: (books) => ({ ...copyOf(books), standing }),
      },
    ];
  }

  /** As the quota room does it. Nothing where its owner is not there, or has one for the same. */
  async addQuota(plan: QuotaPlan, subscription: string | null): Promise<WorldChange[]> {
    const scopeId = {
      user: this.users[plan.of % this.users.length],
      organization: this.organizations[plan.of % this.organizations.length],
      subscription: subscription ?? undefined,
    }[plan.scope];
    const productId =
      plan.product === null ? null : (this.products[plan.product % this.products.length] ?? null);
    const name = JSON.stringify([plan.scope, scopeId, plan.serviceType, productId, plan.period]);
    if (scopeId === undefined || this.quotaNames.has(name)) return [];
    this.quotaNames.add(name);
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
      windowStart: spanOfWord(plan.period, this.now.get(cell) ?? 0).start,
      enforcement: plan.enforcement,
    };
    await insertQuota(this.engine.database, quota, cell, plan.limit);
    this.quotaIds.push(quota.quotaId);
    return [
      {
        description: `${quota.quotaId} in cell ${cell}: ${JSON.stringify({ ...plan, scopeId, productId })}`,
        apply: (books) => withQuota(books, quota),
      },
    ];
  }

  async changeQuota(of: number, limit: string, enforcement: Quota['enforcement']): Promise<WorldChange[]> {
    const quotaId = this.quotaIds[of % this.quotaIds.length];
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

  private home(kind: 'user' | 'organization', id: string, cell: number): string {
    this.cells.set(`${kind}:${id}`, cell);
    return id;
  }
}

function withQuota(books: Books, quota: Quota): Books {
  const next = copyOf(books);
  next.quotas.set(quota.quotaId, quota);
  return next;
}
