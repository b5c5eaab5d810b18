import { describe, expect, it } from '@jest/globals';
import { decimal } from '../../domain/decimal.js';
import { readReconciled, readReservation } from './reservation.answers.js';

const ONE = decimal('1');
const answer = (status: number, body: Record<string, unknown>) => ({ status, body });

describe('a reservation that was answered', () => {
  it('with 200 and success false is none', () => {
    const lost = answer(200, { success: false, message: 'Failed to reserve credits' });
    expect(() => readReservation(lost, false)).toThrow('Failed to reserve credits');
    const refused = answer(200, { success: false, message: 'Insufficient credits' });
    expect(readReservation(refused, false)).toMatchObject({ code: 'insufficient_credit_balance' });
  });

  it.each([500, 503, 409])('with %s is unknown', (status) => {
    expect(() => readReservation(answer(status, { detail: 'broken' }), false)).toThrow(
      `answered ${status}: broken`,
    );
  });

  it('without its id is unknown', () => {
    expect(() => readReservation(answer(200, { success: true }), false)).toThrow('reservation_id');
  });
});

describe('a reservation that is taken', () => {
  it.each([
    [409, 'Reservation is already reconciled'],
    [404, 'Reservation not found'],
  ])('is done where the service answers %s', (status, detail) => {
    const done = { status: 'succeeded', transactionId: 'res_1' };
    expect(readReconciled(answer(status, { detail }), 'res_1', ONE)).toEqual(done);
  });

  it('took nothing where somebody released it', () => {
    const released = answer(409, { detail: 'Reservation is already released' });
    expect(readReconciled(released, 'res_1', ONE)).toMatchObject({ status: 'declined' });
  });

  it('with 200 and success false is unknown', () => {
    const lost = answer(200, { success: false, message: 'Failed to consume credits' });
    expect(() => readReconciled(lost, 'res_1', ONE)).toThrow('Failed to consume credits');
  });
});
