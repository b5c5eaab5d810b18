/** What those who do nothing answer: the service's answer to one charge, so that nobody gains by a shorter one. */
export const ANSWER = {
  success: true,
  message: 'Usage recorded and billed',
  billing_id: 'bill_019a0000000070008000000000000000',
  billing_record_id: 'bill_019a0000000070008000000000000000',
  usage_record_id: 'usage_019a0000000070008000000000000000',
  amount_charged: '0.0025',
  currency: 'CREDIT',
  billing_method_used: 'wallet_deduction',
  billing_status: 'completed',
  remaining_wallet_balance: '999999999.9975',
  remaining_credit_balance: '0',
  wallet_transaction_id: 'txn_019a0000000070008000000000000000',
  payment_transaction_id: null,
  quota_warnings: [],
};
