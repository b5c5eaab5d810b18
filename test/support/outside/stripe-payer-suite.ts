import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import type {
  ChargeRequest,
  PayerResult,
  RefundRequest,
} from '../../../src/integrations/payer/remote-payer.js';
import { StripePayer } from '../../../src/integrations/stripe/stripe.payer.js';
import type { FaultKind } from '../../../upstreams/faults/fault.js';
import { serviceSuite } from '../service/service-suite.js';
import { chargeOf, startFakeStripe } from './stripe.js';

/** How long a call that may never be answered is waited for. */
export const CALL_MS = 400;

/** A service that charges cards with Stripe, and the fake that stands for it: open, quick and without faults in each test. */
export async function stripePayerSuite(name: string) {
  const { fake, integrations } = await startFakeStripe();
  const suite = serviceSuite(name, { integrations, settlement: { callTimeoutMs: CALL_MS } });
  let payer: StripePayer;

  beforeAll(() => {
    payer = suite.app.get(StripePayer, { strict: false });
  });
  afterEach(async () => {
    await fake.open();
    fake.faults.clear();
    fake.processingMs = 0;
  });
  afterAll(() => fake.close());

  /** A saved card of a user; its token. */
  async function cardOf(userId: string, token = 'pm_card_visa'): Promise<string> {
    const { status, body } = await suite.api.post('/api/v1/payment-methods', { user_id: userId, token });
    expect(status).toBe(201);
    return String(body['token']);
  }

  function charge(request: ChargeRequest): Promise<PayerResult> {
    return payer.charge(request, AbortSignal.timeout(CALL_MS));
  }

  function refund(request: RefundRequest): Promise<PayerResult> {
    return payer.refund(request, AbortSignal.timeout(CALL_MS));
  }

  function lookup(request: ChargeRequest | RefundRequest): Promise<PayerResult | null> {
    return payer.lookup(request, AbortSignal.timeout(CALL_MS));
  }

  async function charged(userId: string, token?: string, more?: Partial<ChargeRequest>) {
    const request = chargeOf(userId, await cardOf(userId, token), more);
    const result = await charge(request);
    if (result.status !== 'succeeded') throw new Error(result.reason);
    return { request, transactionId: result.transactionId };
  }

  function intentsOf({ attemptId }: { readonly attemptId: string }) {
    return [...fake.tables.paymentIntents.values()].filter(
      ({ metadata }) => metadata['attempt_id'] === attemptId,
    );
  }

  function refundsOf({ attemptId }: { readonly attemptId: string }) {
    return [...fake.tables.refunds.values()].filter(({ metadata }) => metadata['attempt_id'] === attemptId);
  }

  function fault(kind: FaultKind, path: string, status?: number): void {
    fake.faults.add({ kind, method: 'POST', path, count: 1, ...(status !== undefined && { status }) });
  }

  return { fake, integrations, suite, cardOf, charge, refund, lookup, charged, intentsOf, refundsOf, fault };
}
