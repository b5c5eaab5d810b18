import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DomainError } from '../../domain/problems/problems.js';
import { splitItems } from './json-items.js';

const itemsOf = (text: string, max = 100): string[] =>
  splitItems(Buffer.from(text), max).map((item) => item.toString());

function codeOf(text: string, max = 100): string {
  try {
    itemsOf(text, max);
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
  return 'none';
}

describe('the items of a list', () => {
  it.each([
    ['[]', []],
    [' [ ] ', []],
    ['[1,"a",null]', ['1', '"a"', 'null']],
    ['[{"a":[1,{"b":"]}"}]} , [[]]]', ['{"a":[1,{"b":"]}"}]}', '[[]]']],
    ['["\\"],[", "\\\\"]', ['"\\"],["', '"\\\\"']],
    ['\ufeff[1]', ['1']],
    ['{"items":[1,2]}', ['1', '2']],
    ['{"a":{"items":[9]},"items":[1],"b":"}"}', ['1']],
    ['{"it\\u0065ms":[1]}', ['1']],
    ['{"items":[1],"items":[2]}', ['2']],
  ])('%s', (text, items) => expect(itemsOf(text)).toEqual(items));

  it.each([
    '',
    ' ',
    '[',
    '[1',
    '[1,',
    '[1,]',
    '[,1]',
    '[1 2]',
    '[1]]',
    '[1] 2',
    '{',
    '{"items"}',
    '{"items":}',
  ])('is not JSON: %s', (text) => expect(codeOf(text)).toBe('malformed_json'));

  it.each(['{items:[]}', '{"items":[],}', '{"items":[]', '{"a":1 "items":[]}', '{"a":x,"items":[]}', 'x'])(
    'is not JSON around its items: %s',
    (text) => expect(codeOf(text)).toBe('malformed_json'),
  );

  it.each(['{}', '1', 'null', '"items"', '{"items":1}', '{"items":{}}', '{"items":null}'])(
    'has another shape: %s',
    (text) => expect(codeOf(text)).toBe('validation_failed'),
  );

  it('are bounded', () => {
    expect(itemsOf('[1,2,3]', 3)).toHaveLength(3);
    expect(codeOf('[1,2,3,4]', 3)).toBe('validation_failed');
  });

  it('are those that JSON.parse finds, whatever they are and however they are spaced', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { maxLength: 6 }), fc.constantFrom('', ' ', '\n\t'), (texts, space) => {
        const list = `[${texts.map((text) => space + text + space).join(',')}]`;
        const document = `{${space}"a"${space}:${list},"items":${list}}`;
        for (const text of [list, document]) {
          expect(itemsOf(text).map((item) => JSON.parse(item) as unknown)).toEqual(
            texts.map((item) => JSON.parse(item) as unknown),
          );
        }
      }),
    );
  });

  it('with anything else between or within them, are either refused here or no JSON themselves', () => {
    const rubbish = fc.string({ unit: fc.constantFrom(...'[]{},:"\\1a '), maxLength: 12 });
    fc.assert(
      fc.property(rubbish, (text) => {
        const list = `[${text}]`;
        if (!isRefused(list)) expect(() => JSON.parse(list) as unknown).not.toThrow();
        else expect(isJson(list)).toBe(false);
      }),
      { numRuns: 2_000 },
    );
  });
});

/** As the route has it: the list is split, then each item is parsed. */
function isRefused(text: string): boolean {
  try {
    for (const item of itemsOf(text)) JSON.parse(item);
    return false;
  } catch {
    return true;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
