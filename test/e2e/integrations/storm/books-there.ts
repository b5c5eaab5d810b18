import { ControlClient } from '../../../../upstreams/control/control-client.js';
import type { PaymentState } from '../../../../upstreams/payment/payment-fake.js';
import type { SubscriptionState } from '../../../../upstreams/subscription/subscription-fake.js';
import type { WalletState } from '../../../../upstreams/wallet/wallet-fake.js';

/** One time that value was really taken outside. */
export interface Taken {
  readonly from: 'wallet' | 'credits' | 'payment';
  readonly attemptId: string;
  /** Null where that service keeps no more than the attempt. */
  readonly billingId: string | null;
  /** In its own units: CREDIT, credits, cents. */
  readonly amount: number;
}

export interface BooksThere {
  readonly taken: readonly Taken[];
  /** The most movements of one wallet at once. */
  readonly mostAtOnce: number;
}

export interface ControlUrls {
  readonly wallet: string;
  readonly subscription: string;
  readonly payment: string;
}

export async function readPlatform(urls: ControlUrls): Promise<BooksThere> {
  const [wallet, subscription, payment] = await Promise.all([
    new ControlClient<WalletState, never, never>(urls.wallet).state(),
    new ControlClient<SubscriptionState, never, never>(urls.subscription).state(),
    new ControlClient<PaymentState, never, never>(urls.payment).state(),
  ]);
  return {
    taken: [...fromWallets(wallet), ...fromCredits(subscription), ...fromCards(payment)],
    mostAtOnce: Math.max(...wallet.wallets.map(({ most_at_once }) => most_at_once)),
  };
}

function fromWallets({ transactions }: WalletState): Taken[] {
  return transactions
    .filter(({ transaction_type }) => transaction_type === 'consume')
    .map(({ metadata, amount }) => ({
      from: 'wallet',
      attemptId: String(metadata['attempt_id']),
      billingId: String(metadata['billing_id']),
      amount,
    }));
}

/** What is set aside is gone for its owner, reconciled or not. */
function fromCredits({ reservations }: SubscriptionState): Taken[] {
  return reservations
    .filter(({ status }) => status !== 'released')
    .map(({ request_id, status, credits_consumed, credits_reserved }) => ({
      from: 'credits',
      attemptId: String(request_id),
      billingId: null,
      amount: status === 'reconciled' ? credits_consumed : credits_reserved,
    }));
}

function fromCards({ payments, processor }: PaymentState): Taken[] {
  const orders = new Map(payments.map(({ payment_id, order_id }) => [payment_id, order_id]));
  return processor
    .filter(({ captured }) => captured)
    .map(({ payment_id, cents }) => ({
      from: 'payment',
      attemptId: String(orders.get(payment_id)),
      billingId: null,
      amount: cents,
    }));
}
