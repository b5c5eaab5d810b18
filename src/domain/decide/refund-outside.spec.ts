import { describe, expect, it } from '@jest/globals';
import {
  attemptWith,
  moneyOf,
  NOW,
  recordWith,
  stateOf,
  walletWith,
} from '../../../test/support/domain/domain-state.js';
import { contextWith, account, settle, statesOf } from '../../../test/support/domain/decisions.js';
import type { AttemptOutcome } from '../commands.js';
import { decimal } from '../decimal.js';
import type { Attempt, Decision } from '../state.js';
import { decideRefund } from './refund.js';

describe('a refund to a payer outside', () => {
  const paid = recordWith({ walletTransactionId: 'w-1' });
  const refunded = { ...paid, status: 'refunded' as const, refunded: paid.total };
  const refundAttempt = (details: object = {}) =>
    attemptWith({ kind: 'wallet_refund', details: { transaction_id: 'w-1', ...details } });

  it.each([
    ['wallet', { walletTransactionId: 'w-1' }, 'wallet_refund', 'w-1'],
    [
      'credits',
      { method: 'credit_consumption', walletTransactionId: null, paymentTransactionId: 'c-1' },
      'credits_refund',
      'c-1',
    ],
  ] as const)('of %s goes back there, and into no balance here', (_name, record, kind, transactionId) => {
    const { effects } = decideRefund(
      stateOf({ records: [recordWith(record)], balances: [walletWith('1', { credits: '1' })] }),
      { type: 'refund', account, billingId: 'bill-1', reason: null },
      contextWith(),
    );
    expect(effects?.postings).toMatchObject([{ source: 'refunds', destination: 'external' }]);
    expect(effects?.balance).toBeUndefined();
    expect(effects?.attempts?.[0]?.after).toMatchObject({ kind, details: { transaction_id: transactionId } });
  });

  it.each<[string, string, AttemptOutcome, object]>([
    ['has no route back', 'no way', { status: 'declined', code: 'no_route_back', reason: 'no way' }, {}],
    ['was never confirmed', 'charge_not_confirmed', { status: 'given_up' }, {}],
    ['could not be sent again and again', 'payer_unavailable', { status: 'not_sent' }, { tries: 2 }],
  ])('that %s becomes credits of the payer, and the record says so', (_name, reason, outcome, details) => {
    const { effects } = settle(outcome, { record: refunded, attempt: refundAttempt(details) });
    expect(effects?.postings).toMatchObject([{ source: 'external', destination: 'credits' }]);
    expect(moneyOf(effects?.balance)).toMatchObject({ credits: '4' });
    expect(effects?.events).toMatchObject([{ type: 'refund_credited' }]);
    expect(effects?.record?.after).toEqual({ ...refunded, failureReason: `refund_credited: ${reason}` });
    expect(effects?.postings).toMatchObject([{ billingId: refunded.billingId, description: reason }]);
  });

  describe('of credits that took another sum than the charge', () => {
    const outside = { units: { unit: '1', least: '1' } };
    const refundOf = (taken: string | null, carried: string, context = contextWith(outside)) => {
      const byCredits = { method: 'credit_consumption', paymentTransactionId: 'c-1' } as const;
      const record = recordWith({
        ...byCredits,
        walletTransactionId: null,
        taken: taken === null ? null : decimal(taken),
      });
      const command = { type: 'refund', account, billingId: 'bill-1', reason: null } as const;
      return decideRefund(stateOf({ records: [record], carried }), command, context);
    };
    const sentBy = ({ effects }: Decision) => effects?.attempts?.map(({ after }) => after.amount.toFixed());
    const carriedBy = ({ effects }: Decision) => effects?.carried?.map(({ amount }) => amount.toFixed());

    it.each([
      ['3', '0.4', '3', '-0.6'],
      ['5', '0.4', '4', '0.4'],
      [null, '0.4', '4', '0.4'],
    ])('(%s of 4, with %s carried) sends %s, and %s is carried', (taken, carried, sent, left) => {
      const decision = refundOf(taken, carried);
      expect([sentBy(decision), carriedBy(decision)]).toEqual([[sent], [left]]);
      expect(decision.effects?.balance).toBeUndefined();
    });

    it('becomes credits where nothing is taken in units any more, as far as nothing of it is owed', () => {
      const decision = refundOf('3', '0.25', contextWith());
      expect([sentBy(decision), carriedBy(decision)]).toEqual([['3'], ['0']]);
      const { postings, balance, events, record, attempts } = decision.effects ?? {};
      expect(moneyOf(balance)).toMatchObject({ credits: '0.75' });
      expect(postings).toMatchObject([
        { source: 'refunds', destination: 'external' },
        { source: 'external', destination: 'credits', referenceId: attempts?.[0]?.after.attemptId },
      ]);
      expect(attempts?.[0]?.after.details).toMatchObject({ left_over: '0.25', credited: '0.75' });
      expect(events?.map(({ type }) => type)).toEqual(['refund_issued', 'refund_credited']);
      expect(record?.before?.status).toBe('completed');
      expect(record?.after).toMatchObject({
        status: 'refunded',
        failureReason: 'refund_credited: paid_ahead',
      });
    });

    it('is asked for whole where it took more, or nobody knows what it took', () => {
      for (const taken of ['5', null]) {
        const decision = refundOf(taken, '0.25', contextWith());
        expect([sentBy(decision), carriedBy(decision)]).toEqual([['4'], []]);
      }
    });
  });

  it('that is refused because the payer has it back already gives him nothing more', () => {
    const outcome = {
      status: 'declined',
      code: 'payment_declined',
      reason: 'charge_already_refunded',
    } as const;
    const decision = settle(outcome, { record: refunded, attempt: refundAttempt() });
    expect(statesOf(decision)).toEqual(['wallet_refund declined']);
    expect(decision.effects?.postings).toBeUndefined();
    expect(decision.effects?.balance).toBeUndefined();
  });

  describe('that had arrived', () => {
    const arrived = attemptWith({
      kind: 'payment_refund',
      state: 'succeeded',
      transactionId: 're-1',
      details: { transaction_id: 'p-1' },
    });
    const back = { status: 'declined', code: 'no_route_back', reason: 'expired_or_canceled_card' } as const;

    it('and is told to have come back becomes credits, and keeps its transaction', () => {
      const decision = settle(back, { record: refunded, attempt: arrived, leaseNumber: null });
      expect(statesOf(decision)).toEqual(['payment_refund declined']);
      expect(decision.effects?.attempts?.[0]?.after).toMatchObject({
        transactionId: 're-1',
        failureReason: back.reason,
      });
      expect(moneyOf(decision.effects?.balance)).toMatchObject({ credits: '4' });
      expect(decision.effects?.events).toMatchObject([{ type: 'refund_credited' }]);
    });

    it.each<[string, AttemptOutcome, number | null, Attempt]>([
      ['a second time', back, null, { ...arrived, state: 'declined' }],
      ['by the late answer of a call', back, 1, arrived],
      ['because of a dispute', { ...back, code: 'payment_declined' }, null, arrived],
      ['where it was a charge', back, null, { ...arrived, kind: 'payment' }],
    ])('gives nothing %s', (_name, outcome, leaseNumber, attempt) => {
      expect(settle(outcome, { record: refunded, attempt, leaseNumber }).effects).toEqual({});
    });
  });

  it('that was not sent is sent later, as an attempt of its own', () => {
    const decision = settle({ status: 'not_sent' }, { record: refunded, attempt: refundAttempt() });
    expect(statesOf(decision)).toEqual(['wallet_refund not_sent', 'wallet_refund created']);
    expect(decision.effects?.attempts?.[1]?.after).toMatchObject({
      dueAt: NOW + 500,
      details: { transaction_id: 'w-1', tries: 1 },
    });
  });
});
