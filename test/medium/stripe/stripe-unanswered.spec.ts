import { describe, expect, it } from '@jest/globals';
import { NotSent } from '../../../src/integrations/payer/remote-payer.js';
import { REMOTE_PAYERS, type RemotePayers } from '../../../src/integrations/payer/remote-payers.js';
import { StripePayer } from '../../../src/integrations/stripe/stripe.payer.js';
import { CALL_MS, stripePayerSuite } from '../../support/outside/stripe-payer-suite.js';
import { chargeOf } from '../../support/outside/stripe.js';

const { fake, integrations, suite, cardOf, charge, lookup, intentsOf, fault } =
  await stripePayerSuite('stripe unanswered');
const HOUR_MS = 3_600_000;

describe('a charge without an answer', () => {
  it.each(['timeout_after', 'reset_after', 'garbage_after', 'error_after'] as const)(
    'is found after %s, and one payment when it is sent again',
    async (kind) => {
      const request = chargeOf('carol', await cardOf('carol'));
      fault(kind, '/v1/payment_intents');
      const error = await charge(request).catch((thrown: unknown) => thrown);
      expect(error).toHaveProperty('message');
      expect(error).not.toBeInstanceOf(NotSent);
      const found = await lookup(request);
      expect(found).toEqual({ status: 'succeeded', transactionId: intentsOf(request)[0]?.id });
      expect(await charge(request)).toEqual(found);
      expect(intentsOf(request)).toHaveLength(1);
      expect(fake.asked.get('POST /v1/payment_intents')).toBeGreaterThan(0);
    },
  );

  it.each([
    ['timeout_before', undefined],
    ['reset_before', undefined],
    ['error_before', 500],
    ['error_before', 409],
    ['rate_limited', undefined],
  ] as const)('is not known after %s %s, not found, and sent again', async (kind, status) => {
    const request = chargeOf('carol', await cardOf('carol'));
    fault(kind, '/v1/payment_intents', status);
    const error = await charge(request).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty('message');
    expect(error).not.toBeInstanceOf(NotSent);
    expect(await lookup(request)).toBeNull();
    expect(await charge(request)).toMatchObject({ status: 'succeeded' });
    expect(intentsOf(request)).toHaveLength(1);
  });

  it('is sent by the SDK once: a connection that closes is nobody else’s to retry', async () => {
    const request = chargeOf('carol', await cardOf('carol'));
    const before = fake.asked.get('POST /v1/payment_intents') ?? 0;
    fault('reset_after', '/v1/payment_intents');
    await expect(charge(request)).rejects.toThrow();
    expect(fake.asked.get('POST /v1/payment_intents')).toBe(before + 1);
  });

  it('is one payment when another is under way with the same key', async () => {
    const request = chargeOf('carol', await cardOf('carol'));
    fake.processingMs = 100;
    const results = await Promise.allSettled([charge(request), charge(request)]);
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    expect(intentsOf(request)).toHaveLength(1);
  });

  it('older than Stripe’s memory is looked for, and never sent blindly', async () => {
    const request = chargeOf('carol', await cardOf('carol'), { createdAt: Date.now() - 30 * HOUR_MS });
    fault('timeout_after', '/v1/payment_intents');
    await expect(charge(request)).rejects.toThrow();
    fake.keys.forget();
    const [intent] = intentsOf(request);
    expect(await charge(request)).toEqual({ status: 'succeeded', transactionId: intent?.id });
    expect(intentsOf(request)).toHaveLength(1);
  });

  it('was surely not sent when nobody listens', async () => {
    const request = chargeOf('carol', await cardOf('carol'));
    await fake.close();
    await expect(charge(request)).rejects.toBeInstanceOf(NotSent);
    await expect(lookup(request)).rejects.toThrow();
  });

  it('is not sent while Stripe fails again and again, and its method is not on offer', async () => {
    const http = { ...integrations.http, breakerFailures: 2, breakerOpenMs: 60_000 };
    const { app } = await suite.startAnother({ integrations: { ...integrations, http } });
    const careful = app.get(StripePayer, { strict: false });
    const payers = app.get<RemotePayers>(REMOTE_PAYERS, { strict: false });
    const request = chargeOf('carol', await cardOf('carol'));
    expect(payers.isAvailable('payment_charge')).toBe(true);
    fake.faults.add({ kind: 'error_before', path: '/v1/payment_intents' });
    for (let tried = 0; tried < 2; tried += 1) {
      const failure = await careful
        .charge(request, AbortSignal.timeout(CALL_MS))
        .catch((error: unknown) => error);
      expect(failure).not.toBeInstanceOf(NotSent);
    }
    const asked = fake.asked.get('POST /v1/payment_intents');
    await expect(careful.charge(request, AbortSignal.timeout(CALL_MS))).rejects.toBeInstanceOf(NotSent);
    expect(fake.asked.get('POST /v1/payment_intents')).toBe(asked);
    expect(payers.isAvailable('payment_charge')).toBe(false);
  });

  it('is looked for among all payments of its payer since then', async () => {
    const token = await cardOf('dora');
    const request = chargeOf('dora', token);
    expect(await charge(request)).toMatchObject({ status: 'succeeded' });
    for (let more = 0; more < 120; more += 1) await charge(chargeOf('dora', token));
    expect(await lookup(request)).toEqual({ status: 'succeeded', transactionId: intentsOf(request)[0]?.id });
    expect(await lookup(chargeOf('dora', token))).toBeNull();
  });
});
