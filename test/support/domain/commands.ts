import type {
  Account,
  AddPaymentMethodCommand,
  AttemptOutcome,
  ChargeCommand,
  DepositCommand,
  RefundCommand,
  SettlePaymentCommand,
  SubscribeCommand,
  UsageEvent,
} from '../../../src/domain/commands.js';
import { decimal } from '../../../src/domain/decimal.js';

export function userAccount(id: string): Account {
  return { type: 'user', id };
}

export function usageOf(
  userId: string,
  productId: string,
  amount: string,
  rest: Partial<UsageEvent> = {},
): UsageEvent {
  return {
    userId,
    organizationId: null,
    agentId: null,
    subscriptionId: null,
    sessionId: null,
    requestId: null,
    productId,
    serviceType: 'model_inference',
    usageAmount: decimal(amount),
    usageDetails: null,
    usageTimestamp: null,
    ...rest,
  };
}

export function chargeOf(
  userId: string,
  productId: string,
  amount: string,
  rest: Partial<Omit<ChargeCommand, 'usage'>> & { usage?: Partial<UsageEvent> } = {},
): ChargeCommand {
  return {
    type: 'charge',
    account: userAccount(userId),
    method: null,
    paymentMethodId: null,
    ...rest,
    usage: usageOf(userId, productId, amount, rest.usage),
  };
}

export function cardOf(userId: string, token = 'tok_ok'): AddPaymentMethodCommand {
  return { type: 'add_payment_method', account: userAccount(userId), token };
}

export const CARD_DECLINED: AttemptOutcome = { status: 'declined', code: 'payment_declined', reason: 'no' };

/** Tells a charge's outcome; unless said otherwise as who called the payer himself, before anybody took it over. */
export function settlePaymentOf(
  userId: string,
  { billingId, attemptId }: { readonly billingId: string; readonly attemptId: string | null },
  outcome: AttemptOutcome,
  leaseNumber: number | null = 0,
): SettlePaymentCommand {
  if (attemptId === null) throw new Error(`${billingId} has no attempt`);
  return {
    type: 'settle_payment',
    account: userAccount(userId),
    billingId,
    attemptId,
    leaseNumber,
    outcome,
  };
}

export function refundOf(userId: string, billingId: string): RefundCommand {
  return { type: 'refund', account: userAccount(userId), billingId, reason: null };
}

export function depositOf(userId: string, walletId: string, amount: string): DepositCommand {
  return {
    type: 'deposit',
    account: userAccount(userId),
    walletId,
    currency: 'CREDIT',
    amount: decimal(amount),
    description: null,
    metadata: null,
    referenceId: null,
  };
}

/** A monthly plan that includes nothing, from now on, unless `rest` says otherwise. */
export function subscribeOf(userId: string, rest: Partial<SubscribeCommand> = {}): SubscribeCommand {
  return {
    type: 'subscribe',
    account: userAccount(userId),
    subscriptionId: null,
    userId,
    organizationId: null,
    planId: 'pro',
    planTier: null,
    billingCycle: 'monthly',
    startsAt: null,
    includedProducts: [],
    metadata: null,
    ...rest,
  };
}
