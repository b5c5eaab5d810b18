import { describe, expect, it } from '@jest/globals';
import { testConfig } from '../../../test/support/config.js';
import type { ChargeCommand } from '../../domain/commands.js';
import { decimal } from '../../domain/decimal.js';
import type { ChargeOutcome } from '../../domain/outcomes.js';
import type { EnginePort } from '../../engine/engine.port.js';
import { ChargeSubmission, type Charged } from './charge-submission.service.js';

const COMMAND: ChargeCommand = {
  type: 'charge',
  account: { type: 'user', id: 'alice' },
  usage: {
    userId: 'alice',
    organizationId: null,
    agentId: null,
    subscriptionId: null,
    sessionId: null,
    requestId: null,
    productId: 'gpt-4',
    serviceType: 'model_inference',
    usageAmount: decimal('1000'),
    usageDetails: null,
    usageTimestamp: null,
  },
  method: 'payment_charge',
  paymentMethodId: null,
};

const PROCESSING: ChargeOutcome = {
  kind: 'charge',
  billingId: 'bill_1',
  status: 'processing',
  amount: '2',
  currency: 'CREDIT',
  method: 'payment_charge',
  walletBalance: null,
  creditBalance: null,
  walletTransactionId: null,
  paymentTransactionId: null,
  attemptId: 'att_1',
  quotaWarnings: [],
  refusal: null,
};
const COMPLETED: ChargeOutcome = {
  ...PROCESSING,
  status: 'completed',
  paymentTransactionId: 'ch_1',
  attemptId: null,
};

/** What the engine says, and then those who have settled it, in turn; a runner and a wait that do as they are told. */
function submissionOf(
  first: Charged | null,
  settled: (ChargeOutcome | Error)[] = [],
  { settles = true, full = false, told = null as ChargeOutcome | null } = {},
) {
  const started: string[] = [];
  const engine = { submit: async () => first } as unknown as EnginePort;
  const answers = {
    find: async () => {
      const answer = settled.shift();
      if (answer instanceof Error) throw answer;
      return answer ?? null;
    },
  };
  const runner = {
    start: (attemptId: string) => void started.push(attemptId),
    isFull: () => full,
    takingLeases: () => ({}),
  };
  const submission = new ChargeSubmission(
    engine,
    runner,
    { settled: async () => (settles ? { answer: told } : null) },
    answers,
    { isUnknown: () => false, look: async () => {} },
    testConfig(),
  );
  return { started, submit: (command = COMMAND) => submission.submit(command, 'key-1') };
}

describe('submitting a charge that a card pays', () => {
  it('runs the payment, waits for it and answers the final outcome', async () => {
    const it = submissionOf({ outcome: PROCESSING, replayed: false }, [COMPLETED]);
    await expect(it.submit()).resolves.toEqual({ outcome: COMPLETED, replayed: false });
    expect(it.started).toEqual(['att_1']);
  });

  it('needs to look nowhere for an outcome that it is told', async () => {
    const lost = new Error('Connection terminated unexpectedly');
    const it = submissionOf({ outcome: PROCESSING, replayed: false }, [lost], { told: COMPLETED });
    await expect(it.submit()).resolves.toEqual({ outcome: COMPLETED, replayed: false });
  });

  it('lets a duplicate wait for the first request without paying a second time', async () => {
    const it = submissionOf({ outcome: PROCESSING, replayed: true }, [COMPLETED]);
    await expect(it.submit()).resolves.toEqual({ outcome: COMPLETED, replayed: true });
    expect(it.started).toEqual([]);
  });

  it('waits for the next method when one has declined, and runs only the first itself', async () => {
    const next = { ...PROCESSING, method: 'wallet_deduction' as const, attemptId: 'att_2' };
    const it = submissionOf({ outcome: PROCESSING, replayed: false }, [next, COMPLETED]);
    await expect(it.submit()).resolves.toEqual({ outcome: COMPLETED, replayed: false });
    expect(it.started).toEqual(['att_1']);
  });

  it('answers processing when the payment outlives the wait', async () => {
    const it = submissionOf({ outcome: PROCESSING, replayed: false }, [], { settles: false });
    await expect(it.submit()).resolves.toEqual({ outcome: PROCESSING, replayed: false });
  });

  it('answers processing, not 503, when the committed outcome cannot be read in time', async () => {
    const lost = new Error('Connection terminated unexpectedly');
    const it = submissionOf({ outcome: PROCESSING, replayed: false }, [lost]);
    await expect(it.submit()).resolves.toEqual({ outcome: PROCESSING, replayed: false });
  });

  it('refuses before any effect when too many payments are under way', async () => {
    const it = submissionOf(null, [], { full: true });
    await expect(it.submit()).rejects.toMatchObject({ code: 'overloaded' });
  });

  it('does not wait for anything when the wallet paid', async () => {
    const paid = { outcome: { ...COMPLETED, method: 'wallet_deduction' as const }, replayed: false };
    const it = submissionOf(paid, [], { full: true });
    await expect(it.submit({ ...COMMAND, method: null })).resolves.toEqual(paid);
    expect(it.started).toEqual([]);
  });
});
