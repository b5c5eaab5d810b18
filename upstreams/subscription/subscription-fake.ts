import type { Fields } from '../fastapi/fields.js';
import { Routes } from '../fastapi/routes.js';
import type { Fake, Generation } from '../server/fake.js';
import { createSubscriptions } from './create-subscriptions.js';
import { Credits } from './credits.js';
import { Reservations } from './reservations.js';
import { SubscriptionReads } from './subscription-reads.js';
import type { CreditMovement, ReservationRow, SubscriptionRow } from './subscription-row.js';
import { SubscriptionTables } from './subscription-tables.js';

export interface SubscriptionState {
  readonly subscriptions: readonly SubscriptionRow[];
  readonly reservations: readonly ReservationRow[];
  /** All that happened to credits, oldest first. */
  readonly movements: readonly CreditMovement[];
}

/** The subscription service with its credits. There was none in the first generation: its paths are 404 there. */
export class SubscriptionFake implements Fake {
  readonly name = 'subscription';
  private readonly tables = new SubscriptionTables();
  private readonly credits = new Credits(this.tables);
  private readonly reservations = new Reservations(this.tables, this.credits);
  private readonly reads = new SubscriptionReads(this.tables);
  private readonly generations: Readonly<Record<Generation, Routes>> = { v1: new Routes(), v2: this.v2() };

  routes(generation: Generation): Routes {
    return this.generations[generation];
  }

  state(): SubscriptionState {
    return this.tables.all();
  }

  create(order: Fields): unknown {
    return createSubscriptions(this.tables, order);
  }

  settings(change: Fields): Readonly<Record<string, unknown>> {
    const { credits } = this;
    credits.windowMs = change.maybeInteger('window_ms', { ge: 0, le: 60_000 }) ?? credits.windowMs;
    credits.racesToLose = change.maybeInteger('races_to_lose', { ge: 0 }) ?? credits.racesToLose;
    return { window_ms: credits.windowMs, races_to_lose: credits.racesToLose };
  }

  reset(): void {
    this.tables.clear();
    this.credits.racesToLose = 0;
  }

  private v2(): Routes {
    const base = '/api/v1/subscriptions';
    return new Routes()
      .get('/health', () => ({
        status: 'healthy',
        service: 'subscription_service',
        port: 8228,
        version: '1.0.0',
      }))
      .get(base, (asked) => this.reads.list(asked))
      .get(`${base}/{subscription_id}`, (asked) => this.reads.one(asked))
      .get(`${base}/user/{user_id}`, (asked) => this.reads.ofUser(asked))
      .get(`${base}/credits/balance`, (asked) => this.credits.balance(asked))
      .post(`${base}/credits/consume`, (asked) => this.credits.consume(asked))
      .post(`${base}/credits/reserve`, (asked) => this.reservations.reserve(asked))
      .post(`${base}/credits/reconcile`, (asked) => this.reservations.reconcile(asked))
      .post(`${base}/credits/release`, (asked) => this.reservations.release(asked))
      .post(`${base}/admin/{subscription_id}/credits`, (asked) => this.credits.adjust(asked));
  }
}
