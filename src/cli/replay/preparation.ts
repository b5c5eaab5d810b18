import { ApiError, explain, type BillingApi } from './billing-api.js';
import { textOf, wholeAbove } from './exact-amount.js';
import { JsonView } from './json-view.js';
import { CURRENCY, PRICES, type TracePlan } from './trace-plan.js';

/** The wallet of each user. */
export type Wallets = ReadonlyMap<string, string>;

/**
 * Makes sure that the product, its prices and the funded wallets exist. Every write has a key derived from the file,
 * so that a second run changes nothing.
 */
export async function prepare(api: BillingApi, plan: TracePlan): Promise<Wallets> {
  await ensureProduct(api, plan);
  await ensurePrice(api, plan);
  const wallets = new Map<string, string>();
  for (const user of plan.users) {
    const walletId = await ensureWallet(api, plan, user);
    await fundWallet(api, plan, user, walletId);
    wallets.set(user, walletId);
  }
  return wallets;
}

async function ensureProduct(api: BillingApi, plan: TracePlan): Promise<void> {
  // The name carries the number of users: it decides who made which request, and another number would bill every
  // row again, to other payers.
  const name = `Trace ${plan.sha256.slice(0, 8)} for ${plan.users.length} users`;
  const product = { product_id: plan.productId, name, product_type: 'model', unit_type: 'token' };
  const made = await api.post(
    '/api/v1/products',
    product,
    `replay:${plan.sha256}:product:${plan.users.length}`,
  );
  if (isSuccess(made.status)) return;
  if (made.status !== 409)
    throw new ApiError(`creating product ${plan.productId}: ${explain(made.status, made.body)}`);
  const existing = await nameOfProduct(api, plan.productId);
  if (existing !== null && existing !== name) {
    throw new ApiError(
      `the service knows this file as "${existing}": use the same --users as the first time`,
    );
  }
}

/** Null while the product has no price. */
async function nameOfProduct(api: BillingApi, productId: string): Promise<string | null> {
  const answer = await api.get(`/api/v1/products/${productId}/pricing`);
  if (answer.status !== 200) return null;
  return JsonView.of(answer.body, 'product pricing').object('product').textOrNull('name');
}

async function ensurePrice(api: BillingApi, plan: TracePlan): Promise<void> {
  const price = {
    currency: CURRENCY,
    dimensions: Object.entries(PRICES).map(([name, unitPrice]) => ({ name, unit_price: unitPrice })),
    effective_from: '1970-01-01T00:00:00Z',
  };
  const path = `/api/v1/products/${plan.productId}/prices`;
  const made = await api.post(path, price, `replay:${plan.sha256}:price`);
  if (!isSuccess(made.status) && made.status !== 409) {
    throw new ApiError(`pricing product ${plan.productId}: ${explain(made.status, made.body)}`);
  }
}

async function ensureWallet(api: BillingApi, plan: TracePlan, user: string): Promise<string> {
  const wallet = { user_id: user, currency: CURRENCY };
  const made = await api.post('/api/v1/wallets', wallet, `replay:${plan.sha256}:wallet:${user}`);
  if (!isSuccess(made.status) && made.status !== 409) {
    throw new ApiError(`opening the wallet of ${user}: ${explain(made.status, made.body)}`);
  }
  return JsonView.of(made.body, `wallet of ${user}`).text('wallet_id');
}

async function fundWallet(api: BillingApi, plan: TracePlan, user: string, walletId: string): Promise<void> {
  const bill = plan.expected.get(user)?.amount ?? 0n;
  const deposit = { amount: textOf(wholeAbove(bill)), reference_id: `replay:${plan.productId}` };
  const made = await api.post(
    `/api/v1/wallets/${walletId}/deposit`,
    deposit,
    `replay:${plan.sha256}:deposit:${user}`,
  );
  if (!isSuccess(made.status))
    throw new ApiError(`funding the wallet of ${user}: ${explain(made.status, made.body)}`);
}

function isSuccess(status: number): boolean {
  return status === 200 || status === 201;
}
