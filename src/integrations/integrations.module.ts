import { Module } from '@nestjs/common';
import { CreditsModule } from './credits/credits.module.js';
import { PayerModule } from './payer/payer.module.js';
import { PaymentModule } from './payment/payment.module.js';
import { ProductModule } from './product/product.module.js';
import { SubscriptionModule } from './subscription/subscription.module.js';
import { UpstreamModule } from './upstream/upstream.module.js';
import { WalletModule } from './wallet/wallet.module.js';

const CLIENTS = [
  ProductModule,
  WalletModule,
  CreditsModule,
  PaymentModule,
  PayerModule,
  SubscriptionModule,
  UpstreamModule,
];

/** The services around billing: products, wallets, credits, payments, subscriptions; each behind one interface. */
@Module({ imports: CLIENTS, exports: CLIENTS })
export class IntegrationsModule {}
