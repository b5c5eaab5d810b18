import type { ApiClient } from '../../../support/api/api-client.js';
import { BillingFixture } from '../../../support/api/billing-fixture.js';

export const UNIT_PRICE = '0.0000025';
export const OPENING = '1000000';
export const MODEL = 'fault-model';
/** Charges of it can be made to violate a CHECK that a batch meets. */
export const POISON_MODEL = 'poison-model';
export const ORGANISATION = 'fault-org';

/** Payments without an answer are asked about within the time of a test. */
export const SOON_SETTLED = {
  PAYMENT_WAIT_MS: '200',
  PAYMENT_CALL_TIMEOUT_MS: '400',
  RECONCILE_INTERVAL_MS: '200',
  RECONCILE_RECHECK_MS: '300',
} as const;

/** Who is there before the load begins; what they own is in their wallets. */
export interface World {
  /** Pays more often than all others together. */
  readonly hot: string;
  readonly users: readonly string[];
  /** Has a quota that is soon used up. */
  readonly limited: string;
  /** User to wallet. */
  readonly wallets: Readonly<Record<string, string>>;
  /** Users without wallets who pay by card, each with its token. */
  readonly cards: Readonly<Record<string, string>>;
}

const USERS = 12;
const LIMIT = '200';

export async function makeWorld(api: ApiClient): Promise<World> {
  const fixture = new BillingFixture(api);
  for (const product of [MODEL, POISON_MODEL]) await fixture.product(product, { unit_price: UNIT_PRICE });
  const users = Array.from({ length: USERS }, (_, n) => `payer-${n}`);
  const [hot, limited] = ['hot', 'limited'];
  const wallets: Record<string, string> = {};
  for (const user of [...users, hot, limited]) {
    const opened = await api.post('/api/v1/wallets', { user_id: user, initial_balance: OPENING });
    wallets[user] = opened.body['wallet_id'] as string;
  }
  const cards: Record<string, string> = {};
  for (const token of ['tok_ok', 'tok_ok', 'tok_timeout', 'tok_decline']) {
    cards[await fixture.cardHolder(token)] = token;
  }
  await setQuota(api, { user_id: limited, quota_limit: LIMIT });
  await setQuota(api, { organization_id: ORGANISATION, quota_limit: '1000000000000' });
  return { hot, users, limited, wallets, cards };
}

async function setQuota(api: ApiClient, quota: object): Promise<void> {
  const body = { service_type: 'model_inference', quota_period: 'monthly', enforcement: 'hard', ...quota };
  const { status } = await api.post('/api/v1/quotas', body);
  if (status !== 201) throw new Error(`No quota: ${status}`);
}
