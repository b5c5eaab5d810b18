import fc from 'fast-check';
import { REMOTE_METHODS, type RemoteMethod } from '../../../../src/domain/payers/remote.js';
import type { OutsidePlan, PayersPlan, StepPlan } from './program.js';
import { which } from './values.js';

const step: fc.Arbitrary<StepPlan | null> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(null) },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      { size: '1', least: '1' },
      { size: '0.01', least: '0.5' },
      { size: '0.25', least: '0.6' },
      { size: '0.00000001', least: '0.00000001' },
    ),
  },
);

function methodsOutside(...methods: RemoteMethod[]): fc.Arbitrary<readonly RemoteMethod[]> {
  return fc.constant(methods);
}

export const outside: fc.Arbitrary<OutsidePlan> = fc.record({
  methods: fc.oneof(
    { weight: 5, arbitrary: methodsOutside() },
    { weight: 2, arbitrary: methodsOutside('wallet_deduction', 'credit_consumption') },
    { weight: 1, arbitrary: methodsOutside('wallet_deduction') },
    { weight: 3, arbitrary: methodsOutside('credit_consumption') },
  ),
  steps: fc.record({ wallet_deduction: step, credit_consumption: step, payment_charge: step }),
});

export const payers: fc.Arbitrary<PayersPlan> = fc.record({
  away: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    { weight: 3, arbitrary: fc.subarray<RemoteMethod>([...REMOTE_METHODS]) },
  ),
  thought: fc.array(
    fc.record({
      of: which,
      method: fc.constantFrom(...REMOTE_METHODS),
      left: fc.constantFrom('0', '2', '100'),
    }),
    { maxLength: 3 },
  ),
});
