import type { Account, ChargeCommand, UsageEvent } from '../../src/domain/commands.js';
import { decimal } from '../../src/domain/decimal.js';

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
