/** How a card of Stripe's test mode behaves (https://docs.stripe.com/testing), by the PaymentMethod that stands for it. */
export interface TestCard {
  readonly brand: string;
  readonly last4: string;
  /** Saving it with a customer asks the bank too. */
  readonly attach?: 'declined';
  readonly charge:
    'succeeds' | 'processing' | 'requires_action' | { readonly code: string; readonly decline: string };
  readonly refund?: 'pending' | 'fails_later';
}

const VISA = { brand: 'visa', charge: 'succeeds' } as const;

export const TEST_CARDS: Readonly<Record<string, TestCard>> = {
  pm_card_visa: { ...VISA, last4: '4242' },
  pm_card_mastercard: { brand: 'mastercard', charge: 'succeeds', last4: '4444' },
  pm_card_chargeDeclined: { ...VISA, last4: '0002', attach: 'declined', charge: declined('generic_decline') },
  pm_card_chargeCustomerFail: { ...VISA, last4: '0341', charge: declined('generic_decline') },
  pm_card_chargeDeclinedInsufficientFunds: {
    ...VISA,
    last4: '9995',
    attach: 'declined',
    charge: declined('insufficient_funds'),
  },
  pm_card_authenticationRequired: {
    ...VISA,
    last4: '3184',
    charge: { code: 'authentication_required', decline: 'authentication_required' },
  },
  /** Stripe leaves such a payment waiting for its payer when it was not made as off-session; here always. */
  pm_card_threeDSecure2Required: { ...VISA, last4: '3220', charge: 'requires_action' },
  /** Not a card: the bank takes days. */
  pm_usBankAccount_success: { brand: 'us_bank_account', last4: '6789', charge: 'processing' },
  pm_card_pendingRefund: { ...VISA, last4: '7726', refund: 'pending' },
  pm_card_refundFail: { ...VISA, last4: '5126', refund: 'fails_later' },
};

function declined(decline: string): { code: string; decline: string } {
  return { code: 'card_declined', decline };
}
