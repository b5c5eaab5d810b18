import type { ApiAnswer, ApiClient } from '../api/api-client.js';

export const RECORD = '/api/v1/usage/record';
export const PROCESS = '/api/v1/billing/process';

/** What the parts of a history tell it with: calls that must be answered as told. */
export class Story {
  constructor(readonly api: ApiClient) {}

  async expect(answer: Promise<ApiAnswer>, ...statuses: number[]): Promise<ApiAnswer> {
    const given = await answer;
    if (statuses.includes(given.status)) return given;
    throw new Error(`Wanted ${statuses.join(' or ')}, got ${given.status}: ${JSON.stringify(given.body)}`);
  }

  usage(userId: string, more: object = {}): Record<string, unknown> {
    return {
      user_id: userId,
      product_id: 'plain',
      service_type: 'model_inference',
      usage_amount: 1000,
      ...more,
    };
  }

  /** Records it and answers the billing id; 200 unless other statuses are named. */
  async charge(usage: object, key?: string, ...statuses: number[]): Promise<string> {
    const wanted = statuses.length > 0 ? statuses : [200];
    const { body } = await this.expect(this.api.post(RECORD, usage, key), ...wanted);
    return String(body['billing_id']);
  }

  async product(productId: string, price: object): Promise<void> {
    const product = { product_id: productId, name: productId, product_type: 'model', unit_type: 'token' };
    await this.expect(this.api.post('/api/v1/products', product), 201);
    const effective = { currency: 'CREDIT', effective_from: '1970-01-01T00:00:00Z', ...price };
    await this.expect(this.api.post(`/api/v1/products/${productId}/prices`, effective), 201);
  }

  async wallet(wallet: object): Promise<void> {
    await this.expect(this.api.post('/api/v1/wallets', wallet), 200, 201);
  }

  async walletOf(userId: string): Promise<string> {
    const { body } = await this.expect(
      this.api.get(`/api/v1/wallets?user_id=${userId}&currency=CREDIT`),
      200,
    );
    const wallets = body['wallets'] as { wallet_id: string; currency: string }[];
    const wallet = wallets.find(({ currency }) => currency === 'CREDIT');
    if (!wallet) throw new Error(`${userId} has no wallet in CREDIT`);
    return wallet.wallet_id;
  }

  async deposit(userId: string, amount: string): Promise<void> {
    const body = {
      amount,
      reference_id: `invoice of ${amount}`,
      metadata: { note: `it's "quoted" \\ here` },
    };
    await this.expect(this.api.post(`/api/v1/wallets/${await this.walletOf(userId)}/deposit`, body), 200);
  }

  async overdraft(userId: string, limit: string): Promise<void> {
    const path = `/api/v1/wallets/${await this.walletOf(userId)}`;
    await this.expect(this.api.patch(path, { overdraft_limit: limit }), 200);
  }

  async status(billingId: string, query: string): Promise<void> {
    await this.expect(this.api.put(`/api/v1/billing/record/${billingId}/status?${query}`), 200);
  }
}
