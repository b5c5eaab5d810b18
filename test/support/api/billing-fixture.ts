import type { ApiAnswer, ApiClient } from './api-client.js';

/** Sets up what a suite bills with, through the API as an integrator would. */
export class BillingFixture {
  private serial = 0;

  constructor(private readonly api: ApiClient) {}

  /** A name that no other test of the suite uses. */
  name(prefix: string): string {
    this.serial += 1;
    return `${prefix}-${this.serial}`;
  }

  /** A product that costs 0.002 CREDIT a unit since 1970. */
  async product(productId = this.name('product'), price: object = { unit_price: '0.002' }): Promise<string> {
    const product = { product_id: productId, name: productId, product_type: 'model', unit_type: 'token' };
    created(await this.api.post('/api/v1/products', product));
    const effective = { currency: 'CREDIT', effective_from: '1970-01-01T00:00:00Z', ...price };
    created(await this.api.post(`/api/v1/products/${productId}/prices`, effective));
    return productId;
  }

  /** A user with a wallet of this balance in CREDIT. */
  async payer(balance: string): Promise<string> {
    const userId = this.name('user');
    const opened = await this.api.post('/api/v1/wallets', { user_id: userId, initial_balance: balance });
    if (opened.status !== 200) throw new Error(`No wallet: ${JSON.stringify(opened.body)}`);
    return userId;
  }

  /** A user without a wallet who has a card of the payment sandbox. */
  async cardHolder(token: string): Promise<string> {
    const userId = this.name('user');
    await this.card(userId, token);
    return userId;
  }

  card(userId: string, token: string): Promise<string> {
    return this.paymentMethod({ user_id: userId, token });
  }

  cardOfOrganization(organizationId: string, token: string): Promise<string> {
    const account = { billing_account_type: 'organization', billing_account_id: organizationId };
    return this.paymentMethod({ user_id: organizationId, ...account, token });
  }

  private async paymentMethod(order: object): Promise<string> {
    const added = created(await this.api.post('/api/v1/payment-methods', order));
    return added.body['payment_method_id'] as string;
  }

  /** A hard daily quota of a user's model inference, unless `more` says otherwise. */
  async quota(userId: string, limit: number, more: object = {}): Promise<void> {
    const owned = { user_id: userId, service_type: 'model_inference' };
    const quota = { ...owned, quota_limit: limit, quota_period: 'daily', ...more };
    created(await this.api.post('/api/v1/quotas', quota));
  }

  async walletBalance(userId: string): Promise<string | undefined> {
    const { body } = await this.api.get(`/api/v1/wallets?user_id=${userId}`);
    return (body['wallets'] as { balance: string }[])[0]?.balance;
  }
}

function created(answer: ApiAnswer): ApiAnswer {
  if (answer.status !== 201) throw new Error(`Not created: ${JSON.stringify(answer.body)}`);
  return answer;
}
