import type { Fields } from '../fastapi/fields.js';
import { Routes } from '../fastapi/routes.js';
import type { Fake, Generation } from '../server/fake.js';
import { createProducts } from './create-products.js';
import { PlanSubscriptions } from './plan-subscriptions.js';
import { Pricing } from './pricing.js';
import type { ProductRow, UsageRow, UserSubscription } from './product-row.js';
import { ProductTables } from './product-tables.js';
import { Usage } from './usage.js';

export interface ProductState {
  readonly products: readonly ProductRow[];
  readonly subscriptions: readonly UserSubscription[];
  readonly usage_records: readonly UsageRow[];
}

/** The product service. */
export class ProductFake implements Fake {
  readonly name = 'product';
  private readonly tables = new ProductTables();
  private readonly pricing = new Pricing(this.tables);
  private readonly usage = new Usage(this.tables);
  private readonly plans = new PlanSubscriptions(this.tables);
  private readonly generations: Readonly<Record<Generation, Routes>> = { v1: this.v1(), v2: this.v2() };

  routes(generation: Generation): Routes {
    return this.generations[generation];
  }

  state(): ProductState {
    return this.tables.all();
  }

  create(order: Fields): unknown {
    return createProducts(this.tables, order);
  }

  settings(): Readonly<Record<string, unknown>> {
    return {};
  }

  reset(): void {
    this.tables.clear();
  }

  private v1(): Routes {
    return this.below('/api/v1').get('/api/v1/products/{product_id}/pricing', (asked) =>
      this.pricing.ofV1(asked),
    );
  }

  private v2(): Routes {
    return this.below('/api/v1/product')
      .get('/api/v1/product/products/{product_id}/pricing', (asked) => this.pricing.ofV2(asked))
      .post('/api/v1/pricing/calculate', (asked) => this.pricing.calculate(asked));
  }

  private below(prefix: string): Routes {
    return new Routes()
      .get('/health', () => ({ status: 'healthy', service: 'product_service', port: 8215, version: '1.0.0' }))
      .post(`${prefix}/usage/record`, (asked) => this.usage.record(asked))
      .get(`${prefix}/products/{product_id}/availability`, (asked) => this.usage.available(asked))
      .post(`${prefix}/subscriptions`, (asked) => this.plans.create(asked))
      .get(`${prefix}/subscriptions/{subscription_id}`, (asked) => this.plans.one(asked))
      .get(`${prefix}/subscriptions/user/{user_id}`, (asked) => this.plans.ofUser(asked));
  }
}
