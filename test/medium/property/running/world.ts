import type { Bounds } from '../reference/books.js';
import type { Account } from '../../../../src/domain/commands.js';
import type { TestEngine } from '../../../support/engine/test-engine.js';
import type { Cast } from '../program/known.js';
import type { Leap, PayersPlan, PricePlan, WorldPlan } from '../program/program.js';
import { copyOf, emptyBooks, nameOf, type Books } from '../reference/books.js';
import { spanOf } from '../reference/calendar.js';
import { NOBODY_AWAY, PlannedStanding, standingOf } from './payers-outside.js';
import type { WorldChange } from './world-change.js';
import { WorldPrices } from './world-prices.js';
import { WorldQuotas } from './world-quotas.js';

/** What every engine of the suite is told, and the reference too. */
export const BOUNDS: Bounds = {
  refusalsPerMinute: 3,
  takeoverAfterMs: 7_000,
  retryAfterMs: 1_000,
  settlementTries: 3,
};

/** The fixed part of one run: owners of its own in both cells, its products, prices, quotas and its time. */
export class World implements Cast {
  readonly users: readonly string[];
  readonly organizations: readonly string[];
  /** The last one is in no catalogue. */
  readonly products: readonly string[];
  readonly accounts: readonly string[];
  private readonly prices: WorldPrices;
  readonly quotas: WorldQuotas;
  private readonly cells = new Map<string, number>();
  private readonly now = new Map<number, number>();

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
    this.prices = new WorldPrices(engine.database, this.products);
    this.quotas = new WorldQuotas(engine, this, (cell) => this.nowIn(cell));
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
      for (const price of prices) changes.push(...(await world.prices.add(n, price, plan.start)));
    }
    for (const quota of plan.quotas) changes.push(...(await world.quotas.add(quota, null)));
    return { world, changes };
  }

  /** The catalogue is read whole by every engine: nothing of a run that is over stays in it. */
  close(): Promise<void> {
    return this.prices.removeAll();
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
    return this.nowIn(this.cells.get(`${type}:${id}`) ?? 0);
  }

  private nowIn(cell: number): number {
    return this.now.get(cell) ?? 0;
  }

  addPrice(n: number, plan: PricePlan): Promise<WorldChange[]> {
    return this.prices.add(n, plan, this.nowIn(0));
  }

  subscriptionName({ type, id }: Account, word: string): string {
    return `${this.prefix}-${word}-${this.cells.get(`${type}:${id}`) ?? 0}`;
  }

  /** At least a millisecond on, so that what is made in two bursts differs in age. */
  async pass(cells: readonly number[], to: Leap): Promise<WorldChange[]> {
    return Promise.all(cells.map((cell) => this.setTime([cell], this.timeAfter(cell, to))));
  }

  private timeAfter(cell: number, to: Leap): number {
    const now = this.nowIn(cell);
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

  private home(kind: 'user' | 'organization', id: string, cell: number): string {
    this.cells.set(`${kind}:${id}`, cell);
    return id;
  }
}
