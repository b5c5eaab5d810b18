import fc from 'fast-check';
import type { CommandType } from '../../../../src/domain/commands.js';
import type { Maker, Step } from './program.js';
import { which } from './values.js';

const copies = fc.oneof(
  { weight: 5, arbitrary: fc.constant(1) },
  { weight: 1, arbitrary: fc.constantFrom(2, 3) },
);

/** A command under a key of its own. */
export function send(type: CommandType, maker: fc.Arbitrary<Maker>): fc.Arbitrary<Step> {
  return fc.record({ kind: fc.constant('send' as const), type: fc.constant(type), make: maker, copies });
}

export const claim: fc.Arbitrary<Step> = fc.record({
  kind: fc.constant('claim' as const),
  of: which,
  decision: fc.boolean(),
});
