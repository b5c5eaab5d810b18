import { expect, it } from '@jest/globals';
import { toQuoteDto } from './quote.mapper.js';

it("prints a quote as the specification's example, then what it does not print", () => {
  const dto = toQuoteDto({
    productId: 'gpt-4',
    usageAmount: '1000',
    unitPrice: '0.002',
    totalCost: '2',
    currency: 'CREDIT',
    isFreeTier: false,
    isIncludedInSubscription: false,
    freeTierRemaining: null,
    lines: [{ dimension: 'usage', quantity: '1000', unit_price: '0.002', amount: '2', kind: 'priced' }],
    isPriceStale: false,
    suggestedMethod: 'wallet_deduction',
    availableMethods: ['wallet_deduction', 'payment_charge'],
    walletBalance: '1000000',
    creditBalance: null,
  });
  expect(Object.entries(dto)).toEqual([
    ['success', true],
    ['product_id', 'gpt-4'],
    ['usage_amount', '1000'],
    ['unit_price', '0.002'],
    ['total_cost', '2.00'],
    ['currency', 'CREDIT'],
    ['is_free_tier', false],
    ['is_included_in_subscription', false],
    ['suggested_billing_method', 'wallet_deduction'],
    ['available_billing_methods', ['wallet_deduction', 'payment_charge']],
    ['message', 'Billing cost calculated'],
    ['free_tier_remaining', null],
    ['wallet_balance', '1000000.00'],
    ['credit_balance', null],
    [
      'charge_lines',
      [{ dimension: 'usage', quantity: '1000', unit_price: '0.002', amount: '2.00', kind: 'priced' }],
    ],
    ['is_price_stale', false],
  ]);
});
