import { ControlClient } from './control/control-client.js';
import type { ProductCreation } from './product/create-products.js';
import type { FakeName } from './server/fake.js';
import type { SubscriptionOrder } from './subscription/create-subscriptions.js';
import type { WalletOrder } from './wallet/create-wallets.js';

const USER = 'user123';

const PRODUCTS: ProductCreation = {
  products: [
    ...model('gpt-4', 'GPT-4', '0.00003', '0.00006', 1_000),
    ...model('gpt-4-turbo', 'GPT-4 Turbo', '0.00001', '0.00003', 2_000),
    { product_id: 'gpt-4o-mini', name: 'GPT-4o Mini', base_price: '0.00015', unit_price: '0.0000003' },
    ...metered('minio_storage', 'MinIO storage', 'storage', 'mb', '0.00001', 1_000),
    ...metered('advanced_agent', 'Advanced agent', 'agent', 'minute', '0.05', 10),
    ...metered('api_gateway', 'API gateway', 'gateway', 'request', '0.0001', 10_000),
  ],
  subscriptions: [{ user_id: USER, subscription_id: 'sub123' }],
};

const WALLETS: readonly WalletOrder[] = [
  { user_id: USER, balance: 1_000_000 },
  { user_id: 'poor', balance: '0.01' },
];

const SUBSCRIPTIONS: readonly SubscriptionOrder[] = [{ user_id: USER, tier_code: 'pro' }];

/** What a fake knows at the start of `npm run upstreams`: enough to bill something. */
const CREATIONS: Readonly<Record<FakeName, object | null>> = {
  product: PRODUCTS,
  wallet: { wallets: WALLETS },
  payment: null,
  subscription: { subscriptions: SUBSCRIPTIONS },
};

export async function createDemoData(fake: FakeName, controlUrl: string): Promise<void> {
  const creation = CREATIONS[fake];
  if (creation !== null) await new ControlClient(controlUrl).create(creation);
}

type Products = NonNullable<ProductCreation['products']>;

function model(product_id: string, name: string, input: string, output: string, free: number): Products {
  const prices = { input_unit_price: input, output_unit_price: output, base_price: input, unit_price: input };
  return [{ product_id, name, currency: 'CREDIT', ...prices, free_tier_limit: free }];
}

function metered(
  product_id: string,
  name: string,
  product_type: string,
  unit_type: string,
  price: string,
  free: number,
): Products {
  const prices = { base_unit_price: price, base_price: price, unit_price: price };
  return [
    { product_id, name, product_type, unit_type, currency: 'CREDIT', ...prices, free_tier_limit: free },
  ];
}
