import fc from 'fast-check';
import { REMOTE_METHODS } from '../../../../src/domain/payers/remote.js';
import { MAKERS } from './makers.js';
import type { Step } from './program.js';
import {
  comeBack,
  decideLatest,
  decline,
  notSent,
  refundLastButOne,
  refundLatest,
  settleCharge,
  settleRefund,
  succeed,
} from './record-makers.js';
import { claim, send } from './steps.js';
import { chargeOutside, method } from './usage-makers.js';
import { which } from './values.js';

/** So often, else nothing. */
function perhaps(step: fc.Arbitrary<Step>, most = 1): fc.Arbitrary<Step[]> {
  return fc.array(step, { maxLength: most, size: 'max' });
}

/** One charge from its beginning to its end, by one caller who knows of it first: the others break in. */
const charged: fc.Arbitrary<Step[]> = fc
  .tuple(
    send('charge', chargeOutside(method)).map((step) => [step]),
    perhaps(claim),
    fc.array(send('settle_payment', settleCharge), { minLength: 1, maxLength: 2, size: 'max' }),
    perhaps(send('decide_again', MAKERS.decide_again.maker)),
    perhaps(send('refund', refundLatest)),
    perhaps(send('settle_payment', settleRefund), 3),
  )
  .map((steps) => steps.flat());

/** Paid outside, and on its way back for a while. */
const givenBack: fc.Arbitrary<Step[]> = fc
  .tuple(
    send('charge', chargeOutside(fc.constantFrom(...REMOTE_METHODS))).map((step) => [step]),
    send('settle_payment', succeed).map((step) => [step]),
    send('refund', refundLatest).map((step) => [step]),
    fc.array(send('settle_payment', settleRefund), { minLength: 1, maxLength: 4, size: 'max' }),
    perhaps(send('settle_payment', comeBack)),
  )
  .map((steps) => steps.flat());

/** What is given back after the next charge has taken its rest is paid ahead: the one after that takes less, and goes back. */
const paidAhead: fc.Arbitrary<Step[]> = fc
  .tuple(which, fc.constantFrom(...REMOTE_METHODS))
  .chain(([payer, method]) => {
    const charge = send('charge', chargeOutside(fc.constant(method), fc.constant(payer)));
    const succeeds = send('settle_payment', succeed);
    const refundsOne = send('refund', refundLastButOne);
    const refunds = send('refund', refundLatest);
    return fc.tuple(charge, succeeds, charge, succeeds, refundsOne, charge, succeeds, refunds);
  });

/** As often as it is decided again, nobody can be reached. */
const unreachable: fc.Arbitrary<Step[]> = fc
  .tuple(
    send('charge', chargeOutside(fc.constantFrom(...REMOTE_METHODS))).map((step) => [step]),
    fc
      .array(fc.tuple(send('settle_payment', notSent), send('decide_again', decideLatest)), {
        minLength: 2,
        maxLength: 3,
        size: 'max',
      })
      .map((tries) => tries.flat()),
    send('settle_payment', notSent).map((step) => [step]),
  )
  .map((steps) => steps.flat());

/** Whoever is asked says no, until nobody is left. */
const declined: fc.Arbitrary<Step[]> = fc
  .tuple(
    send('charge', chargeOutside(fc.constant(null))).map((step) => [step]),
    fc.array(send('settle_payment', decline), { minLength: 1, maxLength: 3, size: 'max' }),
  )
  .map((steps) => steps.flat());

/** What is too small now is enough with the next: several charges of one account meet in what is carried. */
export const outsideStory: fc.Arbitrary<Step[]> = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: charged },
      { weight: 2, arbitrary: givenBack },
      { weight: 1, arbitrary: paidAhead },
      { weight: 2, arbitrary: declined },
      { weight: 1, arbitrary: unreachable },
    ),
    {
      minLength: 1,
      maxLength: 3,
      size: 'max',
    },
  )
  .map((steps) => steps.flat());
