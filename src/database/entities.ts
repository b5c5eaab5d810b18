import { AccountEntity } from './entities/account.entity.js';
import { AllowanceCounterEntity } from './entities/allowance-counter.entity.js';
import { BalanceEntity } from './entities/balance.entity.js';
import { BillingEventEntity } from './entities/billing-event.entity.js';
import { BillingQuotaEntity } from './entities/billing-quota.entity.js';
import { BillingRecordEntity } from './entities/billing-record.entity.js';
import { CarriedAmountEntity } from './entities/carried-amount.entity.js';
import { CellEntity } from './entities/cell.entity.js';
import { IdempotencyKeyEntity } from './entities/idempotency-key.entity.js';
import { OwnerEntity } from './entities/owner.entity.js';
import { PaymentMethodEntity } from './entities/payment-method.entity.js';
import { PostingEntity } from './entities/posting.entity.js';
import { PriceEntity } from './entities/price.entity.js';
import { PriceBookEntity } from './entities/price-book.entity.js';
import { ProductEntity } from './entities/product.entity.js';
import { SandboxPaymentEntity } from './entities/sandbox-payment.entity.js';
import { SettlementAttemptEntity } from './entities/settlement-attempt.entity.js';
import { StripeCustomerEntity } from './entities/stripe-customer.entity.js';
import { StripeEventEntity } from './entities/stripe-event.entity.js';
import { SubscriptionEntity } from './entities/subscription.entity.js';
import { UpstreamPriceEntity } from './entities/upstream-price.entity.js';
import { UpstreamWalletEntity } from './entities/upstream-wallet.entity.js';
import { UsageRollupEntity } from './entities/usage-rollup.entity.js';
import { WriteKeyEntity } from './entities/write-key.entity.js';

/** Every entity, named: there are no globs under ESM. */
export const ENTITIES = [
  CellEntity,
  OwnerEntity,
  AccountEntity,
  BalanceEntity,
  PostingEntity,
  BillingRecordEntity,
  BillingEventEntity,
  BillingQuotaEntity,
  AllowanceCounterEntity,
  IdempotencyKeyEntity,
  UsageRollupEntity,
  SettlementAttemptEntity,
  UpstreamWalletEntity,
  CarriedAmountEntity,
  PaymentMethodEntity,
  SubscriptionEntity,
  ProductEntity,
  PriceEntity,
  PriceBookEntity,
  UpstreamPriceEntity,
  WriteKeyEntity,
  SandboxPaymentEntity,
  StripeCustomerEntity,
  StripeEventEntity,
];
