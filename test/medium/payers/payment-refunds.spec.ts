import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { ChargeRequest } from '../../../src/integrations/payer/remote-payer.js';
import type { FaultKind } from '../../../upstreams/faults/fault.js';
import { hasty, outcomeOf, patient, refundOf, transactionIn } from '../../support/outside/payer-calls.js';
import { cardsSuite, inDollars } from '../../support/outside/cards-suite.js';

const REFUNDS = '/api/v1/payment/refunds';

const suite = cardsSuite();
const { fake } = suite;

async function refundedCents(): Promise<number> {
  return (await fake.control.state()).processor.reduce((sum, row) => sum + row.refunded_cents, 0);
}

describe('a refund to a card', () => {
  const paid = async (): Promise<{ charge: ChargeRequest; transactionId: string }> => {
    const charge = inDollars();
    return { charge, transactionId: transactionIn(await suite.payer.charge(charge, patient())) };
  };

  it.each([
    ['all', '10.5', 1050],
    ['a part', '3.25', 325],
  ])('gives back %s, processed', async (_, amount, cents) => {
    const { charge, transactionId } = await paid();
    const result = await suite.payer.refund(refundOf(charge, transactionId, amount), patient());
    const [refund] = (await fake.control.state()).refunds;
    expect(transactionIn(result)).toBe(refund?.refund_id);
    expect(refund?.status).toBe('succeeded');
    expect(await refundedCents()).toBe(cents);
  });

  it.each(['timeout_after', 'reset_after', 'error_after'] as FaultKind[])(
    'is seen on its payment after %s, made once',
    async (kind) => {
      const { charge, transactionId } = await paid();
      await fake.control.addFault({ kind, path: REFUNDS, count: 1 });
      const refund = refundOf(charge, transactionId, '10.5');
      expect(await outcomeOf(suite.payer.refund(refund, hasty()))).toBe('unknown');
      expect(await suite.payer.lookup(refund, patient())).toMatchObject({ status: 'succeeded' });
      expect(await suite.payer.refund({ ...refund, sentBefore: true }, patient())).toMatchObject({
        status: 'succeeded',
      });
      expect(await refundedCents()).toBe(1050);
    },
  );

  it('is not seen before it was made', async () => {
    const { charge, transactionId } = await paid();
    await fake.control.addFault({ kind: 'reset_before', path: REFUNDS, count: 1 });
    const refund = refundOf(charge, transactionId, '10.5');
    expect(await outcomeOf(suite.payer.refund(refund, patient()))).toBe('unknown');
    expect(await suite.payer.lookup(refund, patient())).toBeNull();
    expect(await suite.payer.refund({ ...refund, sentBefore: true }, patient())).toMatchObject({
      status: 'succeeded',
    });
    expect(await refundedCents()).toBe(1050);
  });

  it('surely was not sent where the payment could not be looked at before', async () => {
    const { charge, transactionId } = await paid();
    await fake.control.addFault({ kind: 'error_before', method: 'GET', status: 500 });
    expect(await outcomeOf(suite.payer.refund(refundOf(charge, transactionId, '1'), patient()))).toBe(
      'not_sent',
    );
    expect(await refundedCents()).toBe(0);
  });

  it('has no way back a second time, for a part or for the rest', async () => {
    const { charge, transactionId } = await paid();
    await suite.payer.refund(refundOf(charge, transactionId, '3'), patient());
    const second = { ...refundOf(charge, transactionId, '3'), attemptId: 'att_second' };
    expect(await suite.payer.refund(second, patient())).toMatchObject({ code: 'no_route_back' });
    expect(
      await suite.payer.lookup({ ...second, ...refundOf(charge, transactionId, '10.5') }, patient()),
    ).toMatchObject({
      code: 'no_route_back',
    });
    expect(await refundedCents()).toBe(300);
  });

  it('has no way back for more than was paid, or for what was never paid', async () => {
    const { charge, transactionId } = await paid();
    expect(await suite.payer.refund(refundOf(charge, transactionId, '11'), patient())).toEqual({
      status: 'declined',
      code: 'no_route_back',
      reason: 'Refund amount exceeds payment amount',
    });
    expect(await suite.payer.refund(refundOf(charge, 'pi_none', '1'), patient())).toMatchObject({
      code: 'no_route_back',
    });
  });

  it.each(['reset_before', 'reset_after', 'timeout_before', 'rate_limited'] as FaultKind[])(
    'is processed though the first try met %s',
    async (kind) => {
      const { charge, transactionId } = await paid();
      await fake.control.addFault({ kind, path: `${REFUNDS}/*/process`, count: 1, retry_after: 0 });
      const result = await suite.payer.refund(refundOf(charge, transactionId, '10.5'), patient());
      const [refund] = (await fake.control.state()).refunds;
      expect([transactionIn(result), refund?.status]).toEqual([refund?.refund_id, 'succeeded']);
    },
  );

  describe('that the service has not processed', () => {
    let warned: jest.SpiedFunction<Logger['warn']>;
    beforeEach(() => {
      warned = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    });
    afterEach(() => warned.mockRestore());

    const unprocessed = () =>
      warned.mock.calls.flatMap(([line]) => (String(line.msg).includes('yet to process') ? [line] : []));

    it('is made, and the operator is told its id', async () => {
      const { charge, transactionId } = await paid();
      await fake.control.addFault({ kind: 'error_before', path: `${REFUNDS}/*/process` });
      const result = await suite.payer.refund(refundOf(charge, transactionId, '10.5'), patient());
      const [refund] = (await fake.control.state()).refunds;
      expect([transactionIn(result), refund?.status]).toEqual([refund?.refund_id, 'processing']);
      expect(unprocessed()).toMatchObject([{ refund_id: refund?.refund_id }]);
    });

    it('is told to the operator by what it carries there, where its own answer was lost', async () => {
      const { charge, transactionId } = await paid();
      await fake.control.addFault({ kind: 'reset_after', path: REFUNDS, count: 1 });
      const lost = refundOf(charge, transactionId, '10.5');
      await outcomeOf(suite.payer.refund(lost, patient()));
      expect(await suite.payer.lookup(lost, patient())).toMatchObject({ status: 'succeeded' });
      const [refund] = (await fake.control.state()).refunds;
      expect(refund).toMatchObject({ status: 'processing', requested_by: lost.attemptId });
      expect(unprocessed()).toMatchObject([{ payment_id: transactionId, requested_by: lost.attemptId }]);
    });
  });
});
