/** Why a payer outside left usage unpaid. */
export const PAYER_PROBLEMS = {
  payment_declined: {
    title: 'Payment declined',
    explain: 'The payment service declined the charge. The usage is kept as a failed record (`billing_id`).',
    remedy: 'Use another payment method, then POST /api/v1/billing/process with the billing_id.',
  },
  payer_unavailable: {
    title: 'Payer unavailable',
    explain:
      'The service that holds the payer’s value could not be reached, again and again. The usage is kept as a failed record (`billing_id`); nothing was charged.',
    remedy: 'POST /api/v1/billing/process with the billing_id once the service is back.',
  },
  charge_not_confirmed: {
    title: 'Charge not confirmed',
    explain:
      'The payer’s service never answered the charge, and when asked later it did not have it. The usage is kept as a failed record (`billing_id`); as far as that service knows, nothing was charged.',
    remedy:
      'Look for a transaction with the billing_id there; if there is none, POST /api/v1/billing/process with the billing_id.',
  },
  payment_method_not_found: {
    title: 'Payment method not found',
    explain: 'The account has no payment method with this id.',
    remedy: 'List them with GET /api/v1/payment-methods?user_id=.',
  },
} as const;
