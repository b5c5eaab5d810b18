import { PaymentFake } from '../payment/payment-fake.js';
import { ProductFake } from '../product/product-fake.js';
import type { Fake } from '../server/fake.js';
import { SubscriptionFake } from '../subscription/subscription-fake.js';
import { WalletFake } from '../wallet/wallet-fake.js';
import type { FakeOrder } from './fake-order.js';

export function makeFake({ fake, secret }: FakeOrder): Fake {
  switch (fake) {
    case 'wallet':
      return new WalletFake();
    case 'payment':
      return new PaymentFake(secret);
    case 'subscription':
      return new SubscriptionFake();
    case 'product':
      return new ProductFake();
  }
}
