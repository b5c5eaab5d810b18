import { beforeAll } from '@jest/globals';
import type { ServiceSuite } from '../service/service-suite.js';

/** Usage of a product that the suite has for it, at 2 CREDIT an event. To be called below `serviceSuite`. */
export function usageEvents(service: Pick<ServiceSuite, 'given' | 'database'>) {
  let productId = '';

  beforeAll(async () => {
    productId = await service.given.product();
  });

  /** An event without a name of its own, unless `more` gives it one. */
  function usageOf(userId: string, more: object = {}) {
    const product = { product_id: productId, service_type: 'model_inference', usage_amount: 1000 };
    return { user_id: userId, ...product, ...more };
  }

  /** Events of one user with a name each. */
  function eventsOf(userId: string, count: number, more: object = {}): object[] {
    return Array.from({ length: count }, (_, n) =>
      usageOf(userId, { request_id: `${userId}-${n}`, ...more }),
    );
  }

  /** How many records there are of this user. */
  async function recordsOf(userId: string): Promise<number> {
    const [row] = await service.database.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM dev.billing_records WHERE user_id = $1`,
      [userId],
    );
    return row?.n ?? 0;
  }

  return { usageOf, eventsOf, recordsOf };
}
