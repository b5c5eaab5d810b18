import { describe, expect, it } from '@jest/globals';
import { parseExactJson } from './exact-json.js';

describe('exact JSON', () => {
  it.each([
    ['{"unit_price":3E-7}', { unit_price: '3E-7' }],
    ['{"a":0.1000000000000000055511151231257827}', { a: '0.1000000000000000055511151231257827' }],
    ['[1,-2.50,0e+8,"3"]', ['1', '-2.50', '0e+8', '3']],
    ['{"1":{"2":3},"t":"a 4 \\" 5,6","u":"\\\\","v":7}', { 1: { 2: '3' }, t: 'a 4 " 5,6', u: '\\', v: '7' }],
    ['100.0', '100.0'],
    ['{"a":null,"b":true,"c":[]}', { a: null, b: true, c: [] }],
    ['{"id":90071992547409931}', { id: '90071992547409931' }],
  ])('reads %s without touching a digit', (text, expected) => {
    expect(parseExactJson(text)).toEqual(expected);
  });

  it.each(['', '{', '01', '1.', '{"a":1.2.3}', 'NaN', '<html>1</html>', '[1,]'])('refuses %s', (text) => {
    expect(() => parseExactJson(text)).toThrow(SyntaxError);
  });
});
