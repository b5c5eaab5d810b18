import type { PaymentMethodEntity } from '../../database/entities/payment-method.entity.js';
import { accountOf } from '../../domain/account.js';
import type { Account } from '../../domain/commands.js';
import type { PaymentMethodOutcome } from '../../domain/outcomes.js';
import type { PaymentMethodDto } from './dto/payment-method.dto.js';

export function addedMethodOf(account: Account, added: PaymentMethodOutcome): PaymentMethodDto {
  return {
    payment_method_id: added.paymentMethodId,
    billing_account_type: account.type,
    billing_account_id: account.id,
    token: added.token,
    created_at: added.createdAt,
  };
}

export function storedMethodOf(stored: PaymentMethodEntity): PaymentMethodDto {
  const account = accountOf(stored.accountId);
  return {
    payment_method_id: stored.paymentMethodId,
    billing_account_type: account.type,
    billing_account_id: account.id,
    token: stored.token,
    created_at: stored.createdAt.toISOString(),
  };
}
