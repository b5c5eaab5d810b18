import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findLossyNumber } from './number-literals.js';

describe('numbers that JSON.parse would round', () => {
  it.each([
    ['{"a":1234567890123456}', 'a'],
    ['{"a":0.1234567890123456}', 'a'],
    ['{"a":-1.234567890123456e-7}', 'a'],
    ['{"a":{"b":[1,[2,1234567890123456]]}}', 'a.b.1.1'],
    ['{"a,:{[\\"":[{"x":1},{"y":"1234567890123456","z":1234567890123456}]}', 'a,:{["' + '.1.z'],
    ['1234567890123456', 'body'],
    ['{"a":1e-400}', 'a'],
    ['{"a":-1E-00400}', 'a'],
    [`{"a":0.${'0'.repeat(400)}1}`, 'a'],
    ['{"usage_details":{"n":1},"a":1234567890123456}', 'a'],
  ])('%s names %s', (text, path) => expect(findLossyNumber(text)).toBe(path));

  it.each([
    '{"a":123456789012345}',
    '{"a":1234567890123450000}',
    '{"a":0.000000000000000001}',
    '{"a":1.50000000000000000000}',
    '{"a":"1234567890123456"}',
    '{"a":0e-400}',
    '{"a":1e-100}',
    '{"a":"1e-400"}',
    '{"usage_details":{"n":1e-400}}',
    '{"1234567890123456":1}',
    '{"usage_details":{"n":[1234567890123456]}}',
    '{"items":[{"metadata":{"n":1234567890123456}}]}',
  ])('%s loses nothing that counts', (text) => expect(findLossyNumber(text)).toBeNull());

  it('never calls a document lossy whose numbers have at most 15 digits', () => {
    const value = fc
      .jsonValue({ maxDepth: 3 })
      .map((json) =>
        JSON.parse(
          JSON.stringify(json, (_key, part: unknown) =>
            typeof part === 'number' ? Math.trunc(part % 1e9) : part,
          ),
        ),
      );
    fc.assert(fc.property(value, (json) => findLossyNumber(JSON.stringify(json)) === null));
  });
});
