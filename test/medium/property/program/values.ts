import fc from 'fast-check';

/** Small words that commands are made of; the first of each list is what shrinking ends at. */

/** Which one of what is known. */
export const which = fc.nat({ max: 30 });

export const quantity = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2', '3', '5', '10') },
  { weight: 3, arbitrary: fc.constantFrom('2.5', '0.1', '7.25', '0', '0.333333333333333333') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('0.000000000000000001', '12345678901234567890.123456789012345678'),
  },
);

export const unitPrice = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('1', '0.5', '2', '0.01') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('0.333333333333333333', '0.000000000000000001', '0.0000025', '0'),
  },
);

/** Never nothing. */
export const money = fc.constantFrom('10', '1', '5', '100', '0.5', '3.3', '0.000000000000000001');

export const limit = fc.constantFrom('10', '5', '20', '2.5', '0', '100');

export const currency = fc.oneof(
  { weight: 8, arbitrary: fc.constant('CREDIT') },
  { weight: 1, arbitrary: fc.constantFrom('USD', 'CNY') },
);

export const serviceType = fc.oneof(
  { weight: 5, arbitrary: fc.constant('model_inference' as const) },
  { weight: 1, arbitrary: fc.constant('mcp_service' as const) },
);

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

/** Null most of the time. */
export function seldom<T>(value: fc.Arbitrary<T>, oneIn = 4): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: value });
}

/** Null now and then. */
export function mostly<T>(value: fc.Arbitrary<T>, oneIn = 4): fc.Arbitrary<T | null> {
  return fc.oneof({ weight: 1, arbitrary: fc.constant(null) }, { weight: oneIn - 1, arbitrary: value });
}
