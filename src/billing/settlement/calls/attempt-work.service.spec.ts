import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { testConfig } from '../../../../test/support/config.js';
import { settlementAttempt } from '../../../../test/support/engine/settlement-attempt.js';
import type { Command, SettlePaymentCommand } from '../../../domain/commands.js';
import type { EnginePort } from '../../../engine/engine.port.js';
import { NotSent, type PayerResult, type RemotePayer } from '../../../integrations/payer/remote-payer.js';
import { AttemptWork, LONGEST_UNSENT_MS } from './attempt-work.service.js';
import { PayerCall } from './payer-call.service.js';
import type { SettlementAttempt } from '../attempts/settlement-attempt.js';
import { Settlement } from '../settlement.service.js';

Logger.overrideLogger(false);

const config = testConfig({ settlement: { callTimeoutMs: 50, recheckMs: 100, tries: 3 } });
const OLD_MS = 150;

/** Taken over from another process; its call can no longer be on its way. */
const UNKNOWN = settlementAttempt({ state: 'unknown', checks: 1, leaseNumber: 2, sentAgeMs: OLD_MS });
const SUCCEEDED: PayerResult = { status: 'succeeded', transactionId: 'ch_1' };
const BOOKED = { ...SUCCEEDED, balance: null };

/** A payer that keeps the order of its calls, an engine that keeps commands, a store that keeps what is put off. */
function workOf(payer: Partial<RemotePayer>, attempt: SettlementAttempt = UNKNOWN) {
  const calls: string[] = [];
  const commands: { command: Command; key: string }[] = [];
  const putOff: { pauseMs: number; counts: boolean }[] = [];
  const takenBack: number[][] = [];
  const transfers: string[] = [];
  const named = <T>(name: string, call: Promise<T>): Promise<T> => (calls.push(name), call);
  const silent = (): Promise<never> => new Promise(() => {});
  const whole: RemotePayer = {
    isIdempotent: payer.isIdempotent ?? true,
    charge: (...args) => named('charge', (payer.charge ?? silent)(...args)),
    refund: (...args) => named('refund', (payer.refund ?? silent)(...args)),
    lookup: (...args) => named('lookup', (payer.lookup ?? silent)(...args)),
    ...(payer.withdraw && {
      withdraw: (...args) => named('withdraw', (payer.withdraw ?? silent)(...args)),
    }),
  };
  const engine = {
    submit: async (command: Command, { key }: { key: string }) => {
      commands.push({ command, key });
      return { outcome: { kind: 'record', attemptId: 'att_next' }, replayed: false };
    },
  } as unknown as EnginePort;
  const work = new AttemptWork(
    new PayerCall({ payerOf: () => whole, isAvailable: () => true }, config),
    new Settlement(engine, { wake: () => {} }, { learn: () => {} }, config),
    { renew: async (old) => ({ ...old, leaseNumber: old.leaseNumber + 1, tries: old.tries + 1 }) },
    {
      notThere: async (_attempt, pauseMs, counts) => void putOff.push({ pauseMs, counts }),
      takeBackTry: async (renewed, before) => void takenBack.push([renewed.tries, before.tries]),
    },
    { complete: async (transferId: string) => void transfers.push(transferId) },
    config,
  );
  return {
    calls,
    transfers,
    putOff,
    takenBack,
    keys: () => commands.map(({ key }) => key),
    outcomes: () => commands.map(({ command }) => (command as SettlePaymentCommand).outcome),
    do: () => work.do(attempt),
  };
}

describe('an attempt that was never sent', () => {
  it('is sent without a question, and names what is to run next', async () => {
    const it = workOf({ charge: async () => SUCCEEDED }, settlementAttempt());
    await expect(it.do()).resolves.toBe('att_next');
    expect(it.calls).toEqual(['charge']);
    expect(it.outcomes()).toEqual([BOOKED]);
    expect(it.keys()).toEqual(['att_1:1:succeeded']);
  });

  it('and did not arrive is settled as not sent', async () => {
    const it = workOf({ charge: () => Promise.reject(new NotSent('open')) }, settlementAttempt());
    await it.do();
    expect(it.outcomes()).toEqual([{ status: 'not_sent' }]);
  });
});

describe('an attempt without an answer', () => {
  it('is asked about before it is tried again, and what is found is settled without a second charge', async () => {
    const it = workOf({ lookup: async () => SUCCEEDED });
    await it.do();
    expect(it.calls).toEqual(['lookup']);
    expect(it.outcomes()).toEqual([BOOKED]);
    expect(it.keys()).toEqual(['att_1:2:succeeded']);
  });

  it('is sent again, under a new lease, once an idempotent payer does not have it', async () => {
    const it = workOf({ lookup: async () => null, charge: async () => SUCCEEDED });
    await it.do();
    expect(it.calls).toEqual(['lookup', 'charge']);
    expect(it.keys()).toEqual(['att_1:3:succeeded']);
  });

  it('is not sent again before any other payer did not have it twice, with a pause between', async () => {
    const payer = { isIdempotent: false, lookup: async () => null, charge: async () => SUCCEEDED };
    const once = workOf(payer);
    await once.do();
    expect(once.calls).toEqual(['lookup']);
    expect(once.putOff).toEqual([{ pauseMs: 100, counts: true }]);
    const twice = workOf(payer, { ...UNKNOWN, absences: 1 });
    await twice.do();
    expect(twice.calls).toEqual(['lookup', 'charge']);
  });

  it('is left alone while its call may still be on its way', async () => {
    const it = workOf({ lookup: async () => null }, { ...UNKNOWN, sentAgeMs: OLD_MS - 1 });
    await it.do();
    expect(it.calls).toEqual(['lookup']);
    expect(it.outcomes()).toEqual([]);
    expect(it.putOff).toEqual([{ pauseMs: 1, counts: false }]);
  });

  it('is not charged when the question gets no answer, and asked about later and later', async () => {
    const it = workOf({}, { ...UNKNOWN, checks: 3 });
    await it.do();
    expect(it.calls).toEqual(['lookup']);
    expect(it.outcomes()).toEqual([{ status: 'unknown', nextCheckInMs: 800 }]);
    expect(it.keys()).toEqual(['att_1:2:unknown']);
  });

  it('is given up only when it is not found after the last try', async () => {
    const last = { ...UNKNOWN, tries: 3 };
    const gone = workOf({ lookup: async () => null }, last);
    await gone.do();
    expect(gone.outcomes()).toEqual([{ status: 'given_up' }]);
    const silent = workOf({}, last);
    await silent.do();
    expect(silent.outcomes()).toMatchObject([{ status: 'unknown' }]);
  });

  it('of a payer that finds nothing is given up once it is withdrawn there, and not before', async () => {
    const last = { ...UNKNOWN, tries: 3, checks: 4 };
    const withdrawn = workOf({ lookup: async () => null, withdraw: async () => null }, last);
    await withdrawn.do();
    expect(withdrawn.calls).toEqual(['lookup', 'withdraw']);
    expect(withdrawn.outcomes()).toEqual([{ status: 'given_up' }]);
    const silent = workOf({ lookup: async () => null, withdraw: () => new Promise(() => {}) }, last);
    await silent.do();
    expect(silent.outcomes()).toEqual([{ status: 'unknown', nextCheckInMs: 1_600 }]);
    const taken = workOf({ lookup: async () => null, withdraw: async () => SUCCEEDED }, last);
    await taken.do();
    expect(taken.outcomes()).toEqual([BOOKED]);
  });

  it('stays unknown when only its repetition did not arrive', async () => {
    const it = workOf({ lookup: async () => null, charge: () => Promise.reject(new NotSent('open')) });
    await it.do();
    expect(it.outcomes()).toMatchObject([{ status: 'unknown' }]);
    expect(it.takenBack).toEqual([[2, 1]]);
  });

  it('is given up when it is not there and could not be sent again for a day', async () => {
    const payer = { lookup: async () => null, charge: () => Promise.reject(new NotSent('open')) };
    const it = workOf(payer, { ...UNKNOWN, sentAgeMs: LONGEST_UNSENT_MS });
    await it.do();
    expect(it.calls).toEqual(['lookup', 'charge']);
    expect(it.outcomes()).toEqual([{ status: 'given_up' }]);
  });

  it('is sent again as a refund when it is one', async () => {
    const refund = { ...UNKNOWN, kind: 'payment_refund' as const, token: null, chargeTransactionId: 'ch_1' };
    const it = workOf({ lookup: async () => null, refund: async () => SUCCEEDED }, refund);
    await it.do();
    expect(it.calls).toEqual(['lookup', 'refund']);
  });
});

describe('what calls nobody outside', () => {
  it('completes a transfer by way of the wallet room', async () => {
    const it = workOf({}, { ...UNKNOWN, attemptId: 'tr_1', kind: 'transfer', billingId: null });
    await it.do();
    expect(it.transfers).toEqual(['tr_1']);
    expect(it.calls).toEqual([]);
  });

  it('decides a pending record again, under its lease', async () => {
    const it = workOf({}, { ...UNKNOWN, kind: 'decision' });
    await expect(it.do()).resolves.toBe('att_next');
    expect(it.keys()).toEqual(['att_1:2']);
  });
});
