import type { ApiAnswer, ApiClient } from './api-client.js';

/** What the history left, for whoever goes on with it. */
export interface RichHistory {
  /** A billing record of each kind, as the history left it. */
  readonly records: {
    readonly paidFromWallet: string;
    readonly paidFromCredits: string;
    readonly paidByCard: string;
    readonly refused: string;
    readonly unpriced: string;
    readonly underWay: string;
    readonly refunded: string;
  };
  /** The request of `paidFromWallet` and the key that it came with. */
  readonly replayable: { readonly key: string; readonly usage: Readonly<Record<string, unknown>> };
  /** Has a wallet with money in it. */
  readonly payer: string;
  /** Costs 0.002 CREDIT a unit. */
  readonly product: string;
}

/** The service's waits under which a payment without an answer stays under way for the rest of a suite. */
export const LEAVES_PAYMENTS_OPEN = {
  settlement: { waitMs: 4_000, callTimeoutMs: 200, pollIntervalMs: 3_600_000, recheckMs: 100 },
} as const;

const RECORD = '/api/v1/usage/record';
const PROCESS = '/api/v1/billing/process';

/**
 * A little of everything that the API can do, through the API: every method, every status, every way from one to
 * another, refusals, replays, concurrency. Wants a service with the waits above.
 */
export async function playRichHistory(api: ApiClient): Promise<RichHistory> {
  const story = new Story(api);
  await story.fillCatalogue();
  await story.openAccounts();
  const wallets = await story.chargeWallets();
  const cards = await story.chargeCards();
  const credits = await story.spendCreditsAndAllowances();
  await story.meetQuotas();
  await story.moveMoney();
  const usage = story.usage('alice', {
    usage_amount: '1234.5',
    session_id: 'session-1',
    agent_id: 'agent-1',
  });
  const paidFromWallet = await story.charge(usage, 'the-key');
  await story.expect(api.post(RECORD, usage, 'the-key'), 200);
  await story.chargeAtOnce();
  return {
    records: { ...wallets, ...cards, ...credits, paidFromWallet },
    replayable: { key: 'the-key', usage },
    payer: 'alice',
    product: 'plain',
  };
}

class Story {
  constructor(private readonly api: ApiClient) {}

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

  async fillCatalogue(): Promise<void> {
    await this.product('plain', { unit_price: '0.002' });
    await this.product('tiered', {
      unit_price: '0.0001',
      free_tier_limit: '1000',
      free_tier_period: 'monthly',
    });
    await this.product('tokens', {
      dimensions: [
        { name: 'input_tokens', unit_price: '0.00000015' },
        { name: 'output_tokens', unit_price: '0.0000006' },
      ],
    });
    await this.product('dollars', { unit_price: '0.01', currency: 'USD' });
    const dearer = { unit_price: '0.003', currency: 'CREDIT', effective_from: '2025-01-01T00:00:00Z' };
    await this.product('repriced', { unit_price: '0.001' });
    await this.expect(this.api.post('/api/v1/products/repriced/prices', dearer), 201);
  }

  async openAccounts(): Promise<void> {
    await this.wallet({ user_id: 'alice', initial_balance: '100' });
    await this.wallet({ user_id: 'alice', initial_balance: '7.25', currency: 'USD' });
    await this.wallet({ user_id: 'bob', initial_balance: '1' });
    const acme = { billing_account_type: 'organization', billing_account_id: 'acme' };
    await this.wallet({ ...acme, initial_balance: '500.000000000000000001' });
    const grant = { amount: '50', description: 'Welcome', reference_id: 'promo-1' };
    await this.expect(this.api.post('/api/v1/credits/grants', { user_id: 'carol', ...grant }), 201, 200);
    const subscription = {
      user_id: 'grace',
      plan_id: 'pro',
      subscription_id: 'sub-grace',
      included_products: [{ product_id: 'plain', included_amount: '1500' }],
    };
    await this.wallet({ user_id: 'grace', initial_balance: '5' });
    await this.expect(this.api.post('/api/v1/subscriptions', subscription), 201);
  }

  /** The ways of a record that a wallet pays, or at first does not. */
  async chargeWallets() {
    await this.charge(this.usage('alice', { billing_method: 'wallet_deduction' }));
    await this.charge(this.usage('alice', { product_id: 'dollars', usage_amount: 12 }));
    for (const usage_timestamp of ['2024-06-01T10:20:30Z', '2025-06-01T10:59:59.999Z']) {
      await this.charge(this.usage('alice', { product_id: 'repriced', usage_timestamp }));
    }
    const details = { input_tokens: 1200, output_tokens: 345, model: 'small-1' };
    const tokens = { product_id: 'tokens', usage_amount: 1545, usage_details: details };
    await this.charge(this.usage('alice', tokens));
    await this.charge(this.usage('alice', { usage_amount: 0 }));
    await this.charge(this.usage('alice', { request_id: 'request-1' }));
    const acme = {
      billing_account_type: 'organization',
      billing_account_id: 'acme',
      organization_id: 'acme',
    };
    for (const user of ['alice', 'bob', 'zoe']) await this.charge(this.usage(user, acme));

    const refunded = await this.charge(this.usage('alice'));
    await this.status(refunded, 'status=refunded&failure_reason=twice');
    await this.status(refunded, 'status=refunded');

    const refused = await this.charge(
      this.usage('bob', { product_id: 'repriced', usage_amount: 5000 }),
      'x',
      402,
    );
    const forced = await this.charge(this.usage('bob', { usage_amount: 2000 }), undefined, 402);
    await this.overdraft('bob', '10');
    await this.expect(this.api.post(PROCESS, { billing_id: forced, force_charge: true }), 200);
    const outside = await this.charge(
      this.usage('henry', { product_id: 'tiered', usage_amount: 1500 }),
      'h',
      402,
    );
    await this.status(outside, 'status=completed&payment_transaction_id=bank-17');
    const elsewhere = await this.charge(this.usage('henry'), 'h2', 402);
    await this.status(elsewhere, 'status=completed&wallet_transaction_id=other-system-1');
    await this.status(elsewhere, 'status=refunded');

    const unpriced = await this.charge(this.usage('alice', { product_id: 'unknown' }), undefined, 400);
    const late = await this.charge(this.usage('alice', { product_id: 'late' }), undefined, 400);
    await this.product('late', { unit_price: '0.5' });
    await this.expect(this.api.post(PROCESS, { billing_id: late }), 402);
    await this.deposit('alice', '1000');
    await this.expect(this.api.post(PROCESS, { billing_id: late }, 'process-late'), 200);
    return { refunded, refused, unpriced };
  }

  async chargeCards() {
    for (const [user, token] of [
      ['dave', 'tok_ok'],
      ['erin', 'tok_decline'],
      ['frank', 'tok_timeout'],
    ]) {
      await this.expect(this.api.post('/api/v1/payment-methods', { user_id: user, token }), 201);
    }
    const paidByCard = await this.charge(this.usage('dave'));
    const back = await this.charge(this.usage('dave', { usage_amount: 500 }));
    await this.status(back, 'status=refunded');
    const declined = await this.charge(
      this.usage('erin', { product_id: 'tiered', usage_amount: 1200 }),
      'd',
      402,
    );
    await this.wallet({ user_id: 'erin', initial_balance: '1' });
    await this.expect(
      this.api.post(PROCESS, { billing_id: declined, billing_method: 'wallet_deduction' }),
      200,
    );
    const underWay = await this.charge(
      this.usage('frank', { product_id: 'tiered', usage_amount: 1100 }),
      'f',
      202,
    );
    const removed = await this.expect(
      this.api.post('/api/v1/payment-methods', { user_id: 'dave', token: 'tok_ok' }),
      201,
    );
    const card = String(removed.body['payment_method_id']);
    await this.expect(this.api.delete(`/api/v1/payment-methods/${card}?user_id=dave`), 200, 204);
    return { paidByCard, underWay };
  }

  async spendCreditsAndAllowances() {
    const paidFromCredits = await this.charge(this.usage('carol', { billing_method: 'credit_consumption' }));
    const back = await this.charge(this.usage('carol', { billing_method: 'subscription_credit' }));
    await this.status(back, 'status=refunded');
    await this.charge(this.usage('carol', { billing_method: 'wallet_deduction' }), undefined, 402);
    for (const subscription_id of ['sub-grace', undefined]) {
      await this.charge(this.usage('grace', { subscription_id }));
    }
    for (const usage_amount of [600, 600]) {
      await this.charge(this.usage('alice', { product_id: 'tiered', usage_amount }));
    }
    return { paidFromCredits };
  }

  async meetQuotas(): Promise<void> {
    const limits = [
      { user_id: 'quentin', quota_limit: '2500', quota_period: 'daily', enforcement: 'hard' },
      { organization_id: 'acme', quota_limit: '1000', quota_period: 'monthly', enforcement: 'soft' },
      { subscription_id: 'sub-grace', quota_limit: '100000', quota_period: 'weekly', enforcement: 'hard' },
      { user_id: 'erin', quota_limit: '5000', quota_period: 'monthly', enforcement: 'hard' },
    ];
    for (const limit of limits) {
      await this.expect(this.api.post('/api/v1/quotas', { service_type: 'model_inference', ...limit }), 201);
    }
    await this.wallet({ user_id: 'quentin', initial_balance: '20' });
    const ofAcme = { organization_id: 'acme' };
    for (let n = 0; n < 2; n += 1) await this.charge(this.usage('quentin', ofAcme));
    const over = await this.charge(this.usage('quentin', ofAcme), 'over', 429);
    await this.expect(this.api.post(PROCESS, { billing_id: over }), 429);
    const spent = await this.charge(this.usage('quentin', { usage_amount: 100 }));
    await this.status(spent, 'status=refunded');
    await this.charge(this.usage('grace', { subscription_id: 'sub-grace', usage_amount: 10 }));
    // A declined card gives its quota back.
    await this.charge(this.usage('erin', { billing_method: 'payment_charge' }), 'e2', 402);
  }

  async moveMoney(): Promise<void> {
    const [alice, bob] = [await this.walletOf('alice'), await this.walletOf('bob')];
    await this.deposit('bob', '40.125');
    const out = { amount: '3.5', destination: 'iban-1', description: 'Payout' };
    await this.expect(this.api.post(`/api/v1/wallets/${alice}/withdraw`, out, 'payout-1'), 200);
    await this.expect(this.api.post(`/api/v1/wallets/${alice}/withdraw`, out, 'payout-1'), 200);
    await this.expect(this.api.post(`/api/v1/wallets/${alice}/withdraw`, { amount: '1000000' }), 402);
    await this.expect(
      this.api.post(`/api/v1/wallets/${alice}/transfer`, { to_wallet_id: bob, amount: '12.5' }),
      200,
      202,
    );
    await this.expect(
      this.api.post(`/api/v1/wallets/${bob}/transfer`, { to_wallet_id: alice, amount: '2' }),
      200,
      202,
    );
    await this.expect(this.api.post(RECORD, this.usage('alice', { usage_amount: 2 }), 'payout-1'), 200);
    await this.expect(this.api.post(RECORD, this.usage('alice', { usage_amount: 3 }), 'payout-1'), 409);
  }

  /** Side by side on few accounts, so that batches hold several commands of one account. */
  async chargeAtOnce(): Promise<void> {
    const users = ['alice', 'bob', 'carol', 'dave', 'quentin', 'nobody'];
    const answers = Array.from({ length: 60 }, (_, n) => {
      const usage = this.usage(users[n % users.length] as string, { usage_amount: 10 + n });
      return this.expect(this.api.post(RECORD, usage, `at-once-${n % 50}`), 200, 202, 402, 409, 429);
    });
    await Promise.all(answers);
  }

  private async product(productId: string, price: object): Promise<void> {
    const product = { product_id: productId, name: productId, product_type: 'model', unit_type: 'token' };
    await this.expect(this.api.post('/api/v1/products', product), 201);
    const effective = { currency: 'CREDIT', effective_from: '1970-01-01T00:00:00Z', ...price };
    await this.expect(this.api.post(`/api/v1/products/${productId}/prices`, effective), 201);
  }

  private async wallet(wallet: object): Promise<void> {
    await this.expect(this.api.post('/api/v1/wallets', wallet), 200, 201);
  }

  private async walletOf(userId: string): Promise<string> {
    const { body } = await this.expect(
      this.api.get(`/api/v1/wallets?user_id=${userId}&currency=CREDIT`),
      200,
    );
    const wallets = body['wallets'] as { wallet_id: string; currency: string }[];
    const wallet = wallets.find(({ currency }) => currency === 'CREDIT');
    if (!wallet) throw new Error(`${userId} has no wallet in CREDIT`);
    return wallet.wallet_id;
  }

  private async deposit(userId: string, amount: string): Promise<void> {
    const body = {
      amount,
      reference_id: `invoice of ${amount}`,
      metadata: { note: `it's "quoted" \\ here` },
    };
    await this.expect(this.api.post(`/api/v1/wallets/${await this.walletOf(userId)}/deposit`, body), 200);
  }

  private async overdraft(userId: string, limit: string): Promise<void> {
    const path = `/api/v1/wallets/${await this.walletOf(userId)}`;
    await this.expect(this.api.patch(path, { overdraft_limit: limit }), 200);
  }

  private async status(billingId: string, query: string): Promise<void> {
    await this.expect(this.api.put(`/api/v1/billing/record/${billingId}/status?${query}`), 200);
  }
}
