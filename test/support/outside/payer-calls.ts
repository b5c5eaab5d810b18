import { decimal } from '../../../src/domain/decimal.js';
import {
  type ChargeRequest,
  NotSent,
  type PayerResult,
  type RefundRequest,
} from '../../../src/integrations/payer/remote-payer.js';
import { isPlatformRefusal } from '../../../src/integrations/upstream/platform-refusal.js';
import { PooledUpstreamHttp } from '../../../src/integrations/upstream/calls/pooled-upstream-http.js';
import { FixedAddress } from '../../../src/integrations/upstream/calls/upstream-address.js';
import type { PlatformService } from '../../../src/integrations/upstream/platform-service.js';

/** How long a call that may never be answered is waited for. */
const PATIENCE_MS = 400;

/** HTTP to an upstream, as the service has it, with short waits. The breaker opens after so many failures. */
export function upstreamHttp(
  name: PlatformService,
  url: string,
  breakerFailures = 1_000,
): PooledUpstreamHttp {
  const bounds = {
    connectTimeoutMs: 1_000,
    readTimeoutMs: 2_000,
    connections: 16,
    queueLimit: 1_000,
    breakerFailures,
    breakerOpenMs: 60_000,
  };
  return new PooledUpstreamHttp(name, new FixedAddress(url), bounds, isPlatformRefusal);
}

export const patient = (): AbortSignal => AbortSignal.timeout(20_000);
export const hasty = (): AbortSignal => AbortSignal.timeout(PATIENCE_MS);

let attempts = 0;

export function chargeOf(
  overrides: Partial<Omit<ChargeRequest, 'amount'>> & { amount?: string } = {},
): ChargeRequest {
  const { amount = '10.5', ...rest } = overrides;
  attempts += 1;
  return {
    kind: 'charge',
    attemptId: `att_${attempts}`,
    billingId: `bill_${attempts}`,
    account: { type: 'user', id: 'alice' },
    amount: decimal(amount),
    currency: 'CREDIT',
    createdAt: Date.now(),
    token: null,
    ...rest,
  };
}

/** A refund of a charge, under an attempt of its own. */
export function refundOf(charge: ChargeRequest, transactionId: string, amount: string): RefundRequest {
  const { attemptId, billingId, account, currency, createdAt } = charge;
  return {
    kind: 'refund',
    attemptId: `${attemptId}_refund`,
    billingId,
    account,
    amount: decimal(amount),
    currency,
    createdAt,
    transactionId,
  };
}

/** What became of a call: its result, or whether it surely was not sent. */
export async function outcomeOf(call: Promise<PayerResult>): Promise<PayerResult | 'not_sent' | 'unknown'> {
  try {
    return await call;
  } catch (error) {
    return error instanceof NotSent ? 'not_sent' : 'unknown';
  }
}

export function transactionIn(result: PayerResult | null): string {
  if (result?.status === 'succeeded') return result.transactionId;
  throw new Error(`Not succeeded: ${JSON.stringify(result)}`);
}
