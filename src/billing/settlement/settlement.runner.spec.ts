import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { testConfig } from '../../../test/support/config.js';
import { decimal } from '../../domain/decimal.js';
import type { EnginePort } from '../../engine/engine.port.js';
import type { PaymentClient } from '../../integrations/payment/payment.client.js';
import { PaymentCall } from './payment-call.service.js';
import type { AttemptState, SettlementAttempt } from './settlement-attempt.js';
import { SettlementRunner } from './settlement.runner.js';
import { Settlement } from './settlement.service.js';

Logger.overrideLogger(false);

function attemptOf(attemptId: string, state: AttemptState = 'created'): SettlementAttempt {
  return {
    attemptId,
    account: { type: 'user', id: 'alice' },
    kind: 'payment',
    billingId: 'bill_1',
    state,
    amount: decimal('2'),
    currency: 'CREDIT',
    token: 'tok_ok',
    chargeTransactionId: null,
    checks: 0,
    ageMs: 0,
  };
}

/** A payment service that answers when told, and an engine that keeps the keys of its commands. */
function runnerOf(state: AttemptState = 'created') {
  const charged: string[] = [];
  const settled: string[] = [];
  const answers: (() => void)[] = [];
  const client: Pick<PaymentClient, 'charge'> = {
    charge: async ({ idempotencyKey }) => {
      charged.push(idempotencyKey);
      await new Promise<void>((resolve) => answers.push(resolve));
      return { status: 'succeeded', transactionId: `ch_${idempotencyKey}` };
    },
  };
  const engine = {
    submit: async (_: unknown, { key }: { key: string }) => void settled.push(key),
  } as unknown as EnginePort;
  const config = testConfig();
  const runner = new SettlementRunner(
    { find: async (attemptId) => attemptOf(attemptId, state) },
    new PaymentCall(client as PaymentClient, config),
    new Settlement(engine, { wake: () => {} }, config),
  );
  return { runner, charged, settled, answerAll: () => answers.splice(0).forEach((answer) => answer()) };
}

describe('running attempts after their commit', () => {
  it('calls the payment service and settles what it answers', async () => {
    const it = runnerOf();
    it.runner.start('att_1');
    await turn();
    it.answerAll();
    await it.runner.onModuleDestroy();
    expect(it.settled).toEqual(['att_1:succeeded']);
  });

  it.each(['unknown', 'succeeded', 'declined'] as const)(
    'leaves an attempt alone that is %s',
    async (state) => {
      const it = runnerOf(state);
      it.runner.start('att_1');
      await it.runner.onModuleDestroy();
      expect(it.charged).toEqual([]);
    },
  );

  it('bounds its calls: the rest waits for a free line', async () => {
    const it = runnerOf();
    for (let i = 0; i < 100; i += 1) it.runner.start(`att_${i}`);
    await turn();
    expect(it.charged).toHaveLength(64);
    it.answerAll();
    await turn();
    expect(it.charged).toHaveLength(100);
    it.answerAll();
    await it.runner.onModuleDestroy();
    expect(it.settled).toHaveLength(100);
  });

  it('bounds what waits, and says when it is full', async () => {
    const it = runnerOf();
    for (let i = 0; i < 64 + 4_096; i += 1) it.runner.start(`att_${i}`);
    expect(it.runner.isFull()).toBe(true);
    await turn();
    const stopped = it.runner.onModuleDestroy();
    it.answerAll();
    await stopped;
  });

  it('on a stop finishes its calls and starts no other', async () => {
    const it = runnerOf();
    for (let i = 0; i < 70; i += 1) it.runner.start(`att_${i}`);
    await turn();
    const stopped = it.runner.onModuleDestroy();
    it.runner.start('att_late');
    it.answerAll();
    await stopped;
    expect(it.charged).toHaveLength(64);
    expect(it.settled).toHaveLength(64);
  });
});
