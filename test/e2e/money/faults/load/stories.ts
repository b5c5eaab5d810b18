import { textOf, unitsOf } from '../../../../../src/cli/replay/exact-amount.js';
import { MODEL, ORGANISATION, POISON_MODEL, UNIT_PRICE, type World } from '../world.js';
import type { Command, Effect, LoggedAnswer, Purse } from './command.js';
import type { SeededRandom } from './seeded-random.js';

const METHODS: Readonly<Record<Purse, string>> = {
  wallet: 'wallet_deduction',
  credits: 'credit_consumption',
  card: 'payment_charge',
};

const OPENING_LATER = '10';

/** The next command, from the answer to the one before; null: the story ends. */
export type Step = (before: LoggedAnswer | null) => Command | null;

interface Usage {
  readonly user: string;
  readonly from?: Purse;
  readonly product?: string;
  readonly organization?: string;
}

/** Makes up what one caller does, one short story after the other. */
export class Stories {
  private serial = 0;

  constructor(
    private readonly world: World,
    private readonly caller: string,
    private readonly random: SeededRandom,
  ) {}

  /** Most of it charges, most of those of the hot account; now and then all else that moves money. */
  next(): readonly Step[] {
    const { hot, limited } = this.world;
    const dice = this.random.between(1, 100);
    if (dice <= 26) return one(this.charge({ user: hot }));
    if (dice <= 46) return one(this.charge({ user: this.anyone() }));
    if (dice <= 60) return one(this.charge({ user: this.anyone(), organization: ORGANISATION }));
    if (dice <= 67) return one(this.movement('deposit'));
    if (dice <= 70) return one(this.movement('withdraw'));
    if (dice <= 74) return one(this.grant());
    if (dice <= 79) return one(this.charge({ user: this.anyone(), from: 'credits' }));
    if (dice <= 85) return one(this.charge({ user: this.anyCard(), from: 'card' }));
    if (dice <= 91) return one(this.transfer());
    if (dice <= 94) return one(this.charge({ user: this.anyone(), product: POISON_MODEL }));
    if (dice <= 96) return one(this.charge({ user: limited }));
    if (dice <= 98) return this.paidLater();
    return this.paidAndGivenBack();
  }

  charge({ user, from = 'wallet', product = MODEL, organization }: Usage): Command {
    const quantity = this.random.between(1, 9_999);
    const key = this.newKey();
    const body = {
      user_id: user,
      product_id: product,
      service_type: 'model_inference',
      usage_amount: String(quantity),
      billing_method: METHODS[from],
      request_id: key,
      ...(organization && { organization_id: organization }),
    };
    const amount = textOf(BigInt(quantity) * unitsOf(UNIT_PRICE));
    const effect = { as: 'record', user, amount, from } as const;
    const command = this.post('/api/v1/usage/record', body, effect, key);
    return { ...command, poisoned: product === POISON_MODEL };
  }

  /** A user nobody has seen, who cannot pay at first, then opens a wallet, pays, and gets it back. */
  private paidLater(): Step[] {
    const user = this.newKey();
    const charge = this.charge({ user });
    const { amount } = charge.effect as { amount: string };
    let billingId = '';
    return [
      () => charge,
      (refused) => {
        if (refused?.status !== 402) return null;
        const wallet = { user_id: user, initial_balance: OPENING_LATER };
        billingId = refused.body['billing_id'] as string;
        return this.post('/api/v1/wallets', wallet, { as: 'wallet', user, amount: OPENING_LATER });
      },
      () => {
        const effect = { as: 'payment', user, amount, billingId } as const;
        return this.post('/api/v1/billing/process', { billing_id: billingId }, effect);
      },
      (paid) => (paid?.status === 200 ? this.refund(user, amount, billingId) : null),
    ];
  }

  private paidAndGivenBack(): Step[] {
    const card = this.random.between(0, 1) === 1;
    const user = card ? this.anyCard('tok_ok') : this.anyone();
    const charge = this.charge({ user, from: card ? 'card' : 'wallet' });
    const { amount } = charge.effect as { amount: string };
    return [
      () => charge,
      (paid) => (paid?.status === 200 ? this.refund(user, amount, paid.body['billing_id'] as string) : null),
    ];
  }

  private refund(user: string, amount: string, billingId: string): Command {
    const effect = { as: 'refund', user, amount, billingId } as const;
    const path = `/api/v1/billing/record/${billingId}/status?status=refunded`;
    return { key: this.newKey(), method: 'PUT', path, body: null, effect, poisoned: false };
  }

  private movement(as: 'deposit' | 'withdraw'): Command {
    const user = this.anyone();
    const amount = this.someMoney();
    const key = this.newKey();
    const body = { amount, ...(as === 'deposit' ? { reference_id: key } : { destination: key }) };
    return this.post(`/api/v1/wallets/${this.world.wallets[user]}/${as}`, body, { as, user, amount }, key);
  }

  private grant(): Command {
    const user = this.anyone();
    const amount = this.someMoney();
    const key = this.newKey();
    const effect = { as: 'grant_credits', user, amount } as const;
    return this.post('/api/v1/credits/grants', { user_id: user, amount, reference_id: key }, effect, key);
  }

  private transfer(): Command {
    const [user, to] = [this.anyone(), this.world.hot];
    const amount = this.someMoney();
    const key = this.newKey();
    const body = { to_wallet_id: this.world.wallets[to], amount, description: key };
    const path = `/api/v1/wallets/${this.world.wallets[user]}/transfer`;
    return this.post(path, body, { as: 'transfer', user, to, amount }, key);
  }

  private post(path: string, body: object, effect: Effect, key = this.newKey()): Command {
    return { key, method: 'POST', path, body, effect, poisoned: false };
  }

  private newKey(): string {
    this.serial += 1;
    return `${this.caller}-${this.serial}`;
  }

  private anyone(): string {
    return this.random.pick(this.world.users);
  }

  private anyCard(token?: string): string {
    const cards = Object.entries(this.world.cards).filter(([, own]) => token === undefined || own === token);
    return this.random.pick(cards)[0];
  }

  private someMoney(): string {
    return `${this.random.between(0, 20)}.${String(this.random.between(1, 999_999)).padStart(6, '0')}`;
  }
}

function one(command: Command): Step[] {
  return [() => command];
}
