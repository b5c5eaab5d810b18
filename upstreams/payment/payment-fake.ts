import type { Fields } from '../fastapi/fields.js';
import { Routes } from '../fastapi/routes.js';
import type { Fake, Generation } from '../server/fake.js';
import { authorized } from './authorized.js';
import { PaymentIntents } from './payment-intents.js';
import { PaymentRefunds } from './payment-refunds.js';
import type { PaymentRow, ProcessorRow, RefundRow } from './payment-row.js';
import { PaymentTables } from './payment-tables.js';

export interface PaymentState {
  readonly payments: readonly PaymentRow[];
  readonly refunds: readonly RefundRow[];
  readonly processor: readonly ProcessorRow[];
}

/** What the control API takes: the account service knows everybody but these. */
export interface PaymentOrder {
  readonly unknown_users: readonly string[];
}

/** The payment service. */
export class PaymentFake implements Fake {
  readonly name = 'payment';
  private readonly tables = new PaymentTables();
  private readonly intents = new PaymentIntents(this.tables);
  private readonly refunds = new PaymentRefunds(this.tables);
  private readonly generations: Readonly<Record<Generation, Routes>>;

  constructor(private readonly secret: string) {
    this.generations = { v1: this.below('/api/v1'), v2: this.below('/api/v1/payment') };
  }

  routes(generation: Generation): Routes {
    return this.generations[generation];
  }

  state(): PaymentState {
    return this.tables.all();
  }

  create(order: Fields): { unknown_users: string[] } {
    for (const user of order.texts('unknown_users')) this.intents.unknownUsers.add(user);
    order.check();
    return { unknown_users: [...this.intents.unknownUsers] };
  }

  settings(): Readonly<Record<string, unknown>> {
    return {};
  }

  reset(): void {
    this.tables.clear();
    this.intents.unknownUsers.clear();
  }

  private below(prefix: string): Routes {
    const payment = `${prefix}/payments/{payment_id}`;
    const { secret } = this;
    return new Routes()
      .get('/health', () => ({ status: 'healthy', service: 'payment_service', port: 8207, version: '1.0.0' }))
      .post(
        `${prefix}/payments/intent`,
        authorized(secret, (asked) => this.intents.create(asked)),
      )
      .post(
        `${payment}/confirm`,
        authorized(secret, (asked) => this.intents.confirm(asked)),
      )
      .post(
        `${payment}/fail`,
        authorized(secret, (asked) => this.intents.fail(asked)),
      )
      .get(`${prefix}/payments/user/{user_id}`, (asked) => this.intents.list(asked))
      .post(
        `${prefix}/refunds`,
        authorized(secret, (asked) => this.refunds.create(asked)),
      )
      .post(
        `${prefix}/refunds/{refund_id}/process`,
        authorized(secret, (asked) => this.refunds.process(asked)),
      );
  }
}
