import type { Account } from '../../domain/commands.js';
import { type Decimal, decimal, formatMoney } from '../../domain/decimal.js';
import type { WalletOutcome, WalletTransaction } from '../../domain/outcomes.js';
import { transactionIdOf } from '../../domain/ledger.js';
import { accountFieldsOf } from '../account/account-fields.mapper.js';
import type { CreditGrant } from './credit-grant.read-model.js';
import type { CreditBalanceDto } from './dto/credit-balance.dto.js';
import type { CreditGrantDto } from './dto/credit-grant.dto.js';
import type { GrantedCreditsDto } from './dto/granted-credits.dto.js';

/** What a grant came to, out of its stored outcome alone: a retry reads the same. */
export function grantedCreditsOf(account: Account, outcome: WalletOutcome): GrantedCreditsDto {
  // A grant always moves an amount.
  const transaction = outcome.transaction as WalletTransaction;
  return {
    transaction_id: transaction.transactionId,
    ...accountFieldsOf(account),
    amount: formatMoney(decimal(transaction.amount)),
    currency: outcome.currency,
    description: transaction.description,
    reference_id: transaction.referenceId,
    billing_id: null,
    created_at: transaction.createdAt,
    balance_after: formatMoney(decimal(transaction.balanceAfter)),
  };
}

export function creditGrantOf(account: Account, grant: CreditGrant): CreditGrantDto {
  return {
    transaction_id: transactionIdOf(grant.postingId),
    ...accountFieldsOf(account),
    amount: formatMoney(grant.amount),
    currency: grant.currency,
    description: grant.description,
    reference_id: grant.referenceId,
    billing_id: grant.billingId,
    created_at: grant.createdAt.toISOString(),
  };
}

export function creditBalanceOf(account: Account, currency: string, balance: Decimal): CreditBalanceDto {
  return {
    ...accountFieldsOf(account),
    currency,
    total_balance: formatMoney(balance),
    available_balance: formatMoney(balance),
    expiring_soon: '0',
    next_expiration: null,
  };
}
