import { PaymentFake } from '../payment/payment-fake.js';
import { ProductFake } from '../product/product-fake.js';
import type { Fake, FakeName } from '../server/fake.js';
import { SubscriptionFake } from '../subscription/subscription-fake.js';
import { WalletFake } from '../wallet/wallet-fake.js';

export function makeFake(fake: FakeName, secret: string): Fake {
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
