import { describe, expect, it } from '@jest/globals';
import { billingIdOf, toProcessCommand } from './process.mapper.js';

const ALICE = { type: 'user', id: 'alice' } as const;

describe('a request to process a record', () => {
  it.each([
    [{ billing_id: 'bill_1' }],
    [{ usage_record_id: 'usage_1' }],
    [{ usage_record_id: 'bill_1' }],
    [{ billing_id: 'bill_1', usage_record_id: 'usage_1' }],
  ])('names the record by either of its names: %j', (request) => {
    expect(billingIdOf(request)).toBe('bill_1');
  });

  it.each([[{}], [{ billing_id: 'bill_1', usage_record_id: 'usage_2' }]])(
    'is refused when it names none, or two: %j',
    (request) => {
      expect(() => billingIdOf(request)).toThrow(expect.objectContaining({ code: 'validation_failed' }));
    },
  );

  it.each([
    [{}, false],
    [{ force_charge: true }, true],
    [{ force_process: true }, true],
    [{ force_charge: false }, false],
  ])('forces the charge only when told: %j', (request, forceCharge) => {
    expect(toProcessCommand(request, 'bill_1', ALICE)).toEqual({
      type: 'process',
      account: ALICE,
      billingId: 'bill_1',
      method: null,
      paymentMethodId: null,
      forceCharge,
    });
  });
});
