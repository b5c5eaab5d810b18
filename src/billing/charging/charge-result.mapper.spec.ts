import { describe, expect, it } from '@jest/globals';
import type { ChargeOutcome } from '../../domain/outcomes.js';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import { toChargeResult } from './charge-result.mapper.js';

const COMPLETED: ChargeOutcome = {
  kind: 'charge',
  billingId: 'bill_0199d0a1b2c3700180f3a5c7d9e1b203',
  status: 'completed',
  amount: '2',
  currency: 'CREDIT',
  method: 'wallet_deduction',
  walletBalance: '999998',
  creditBalance: null,
  walletTransactionId: 'txn_1',
  paymentTransactionId: null,
  attemptId: null,
  quotaWarnings: [],
  refusal: null,
};

describe('the answer to a charge', () => {
  it('says of usage whose price could not be asked for that it is billed by itself', () => {
    const pending: ChargeOutcome = { ...COMPLETED, status: 'pending', amount: '0', method: null };
    expect(toChargeResult(pending).message).toMatch(/^Usage recorded; its payer cannot be reached/);
    expect(toChargeResult({ ...pending, currency: null }).message).toMatch(
      /the product service could not be/,
    );
  });

  it('carries the ids under every name and money with two decimals', () => {
    expect(toChargeResult(COMPLETED)).toEqual({
      success: true,
      message: 'Usage recorded and billed',
      billing_id: 'bill_0199d0a1b2c3700180f3a5c7d9e1b203',
      billing_record_id: 'bill_0199d0a1b2c3700180f3a5c7d9e1b203',
      usage_record_id: 'usage_0199d0a1b2c3700180f3a5c7d9e1b203',
      amount_charged: '2.00',
      currency: 'CREDIT',
      billing_method_used: 'wallet_deduction',
      billing_status: 'completed',
      remaining_wallet_balance: '999998.00',
      remaining_credit_balance: null,
      wallet_transaction_id: 'txn_1',
      payment_transaction_id: null,
      quota_warnings: [],
    });
  });

  it('keeps every digit of a small amount and prints zero as "0"', () => {
    const result = toChargeResult({ ...COMPLETED, amount: '0.00000015', walletBalance: '0' });
    expect(result.amount_charged).toBe('0.00000015');
    expect(result.remaining_wallet_balance).toBe('0');
  });

  it('prints a soft quota that was exceeded', () => {
    const result = toChargeResult({
      ...COMPLETED,
      quotaWarnings: [
        {
          quotaId: 'quota_1',
          message: 'Soft daily quota for model_inference exceeded',
          enforcement: 'soft',
          period: 'daily',
          limit: '10.50',
          used: '1010',
          resetAt: '2025-10-12T00:00:00.000Z',
        },
      ],
    });
    expect(result.quota_warnings).toEqual([
      {
        quota_id: 'quota_1',
        message: 'Soft daily quota for model_inference exceeded',
        enforcement: 'soft',
        quota_limit: '10.5',
        quota_used: '1010',
        quota_period: 'daily',
        next_reset_date: '2025-10-12T00:00:00.000Z',
      },
    ]);
  });

  it('throws a refusal that names the record that was kept', () => {
    const refusal = refuse('insufficient_wallet_balance', 'Insufficient wallet balance', {
      balance: '0',
      required: '2',
    });
    const error = thrownBy(() => toChargeResult({ ...COMPLETED, status: 'failed', amount: '0', refusal }));
    expect(error).toBeInstanceOf(DomainError);
    expect(error).toMatchObject({
      code: 'insufficient_wallet_balance',
      message: 'Insufficient wallet balance',
      facts: {
        balance: '0',
        required: '2',
        billing_id: COMPLETED.billingId,
        billing_record_id: COMPLETED.billingId,
        usage_record_id: 'usage_0199d0a1b2c3700180f3a5c7d9e1b203',
      },
    });
  });
});

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
