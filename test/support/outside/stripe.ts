import { randomUUID } from 'node:crypto';
import type { ChargeRequest, RefundRequest } from '../../../src/integrations/payer/remote-payer.js';
import { integrationsConfig } from '../../../src/config/load-integrations.js';
import type { IntegrationsConfig } from '../../../src/config/integrations-config.js';
import { decimal } from '../../../src/domain/decimal.js';
import type { Database } from '../../../src/database/database.service.js';
import { StripeFake } from '../../../upstreams/stripe/stripe-fake.js';
import { waitUntil } from '../wait-until.js';

export const WEBHOOK_SECRET = 'whsec_test';
const SECRET_KEY = 'sk_test_fake';

/** A fake Stripe that listens, and the configuration of a service that uses it. */
export interface FakeStripe {
  readonly fake: StripeFake;
  readonly integrations: Pick<IntegrationsConfig, 'payment' | 'stripe' | 'http'>;
}

export async function startFakeStripe(): Promise<FakeStripe> {
  const fake = new StripeFake(SECRET_KEY);
  const port = await fake.open();
  return {
    fake,
    integrations: {
      payment: { client: 'stripe', url: null, secret: null },
      // The faults of one test are not to open the breaker for the next.
      http: { ...integrationsConfig({}).http, breakerFailures: 1_000 },
      stripe: {
        secretKey: SECRET_KEY,
        webhookSecret: WEBHOOK_SECRET,
        apiUrl: `http://127.0.0.1:${port}`,
      },
    },
  };
}

/** Returns once every event that was told has been worked off. */
export async function eventsWorkedOff(fake: StripeFake, database: Database): Promise<void> {
  await fake.webhooks.idle();
  await waitUntil('all events are worked off', async () => {
    const [row] = await database.query<{ due: number }>(
      `SELECT count(*)::int AS due FROM ${database.schema}.stripe_events WHERE due_at IS NOT NULL`,
    );
    return row?.due === 0;
  });
}

/** A charge as the settlement room would ask for it, of a user's card. */
export function chargeOf(userId: string, token: string, more: Partial<ChargeRequest> = {}): ChargeRequest {
  return {
    kind: 'charge',
    attemptId: `att_${randomUUID().replaceAll('-', '')}`,
    billingId: 'bill_1',
    account: { type: 'user', id: userId },
    amount: decimal('12.34'),
    currency: 'USD',
    createdAt: Date.now(),
    token,
    ...more,
  };
}

export function refundOf(
  charge: ChargeRequest,
  transactionId: string,
  more: Partial<RefundRequest> = {},
): RefundRequest {
  const { billingId, account, amount, currency } = charge;
  return {
    kind: 'refund',
    attemptId: `att_${randomUUID().replaceAll('-', '')}`,
    billingId,
    account,
    amount,
    currency,
    createdAt: Date.now(),
    transactionId,
    ...more,
  };
}
