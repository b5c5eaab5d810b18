/** What the specification prints as the answer to its example of a calculation. */
export const PRINTED_QUOTE = {
  success: true,
  product_id: 'gpt-4',
  usage_amount: '1000',
  unit_price: '0.002',
  total_cost: '2.00',
  currency: 'CREDIT',
  is_free_tier: false,
  is_included_in_subscription: false,
  suggested_billing_method: 'wallet_deduction',
  available_billing_methods: ['wallet_deduction', 'payment_charge'],
};
