import type { Asked } from '../fastapi/asked.js';
import { Refusal } from '../fastapi/refusal.js';
import { BILLING_CYCLES, type PlanId, PLANS, SUBSCRIPTION_STATUSES } from './product-row.js';
import type { ProductTables } from './product-tables.js';

/** P5: subscriptions to plans. Nothing in them says what they include. */
export class PlanSubscriptions {
  constructor(private readonly tables: ProductTables) {}

  one(asked: Asked): unknown {
    const found = this.tables.subscription(asked.param('subscription_id'));
    if (found === null) throw new Refusal(404, 'Subscription not found');
    return found;
  }

  ofUser(asked: Asked): unknown {
    const query = asked.query();
    const status = query.maybeChoice('status', SUBSCRIPTION_STATUSES);
    query.check();
    const all = this.tables.subscriptionsOf(asked.param('user_id'));
    return all.filter((row) => status === null || row.status === status);
  }

  create(asked: Asked): unknown {
    const body = asked.body();
    const plan_id = body.text('plan_id');
    const draft = {
      user_id: body.text('user_id'),
      organization_id: body.maybeText('organization_id'),
      billing_cycle: body.choice('billing_cycle', BILLING_CYCLES, 'monthly'),
      metadata: body.dict('metadata'),
      status: 'active' as const,
      subscription_id: null,
    };
    body.check();
    if (!isPlan(plan_id)) throw new Refusal(404, `Plan ${plan_id} not found`);
    return this.tables.insertSubscription({ ...draft, plan_id });
  }
}

function isPlan(id: string): id is PlanId {
  return Object.hasOwn(PLANS, id);
}
