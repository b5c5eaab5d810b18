import { describe, expect, it } from '@jest/globals';
import { AnswerFields, wordsOf } from './answer-fields.js';
import { parseExactJson } from './exact-json.js';

const fields = (text: string): AnswerFields => new AnswerFields('wallet', parseExactJson(text));

describe('an amount of an answer', () => {
  it.each([
    ['"100.0"', '100'],
    ['"3E-7"', '0.0000003'],
    ['3e-07', '0.0000003'],
    ['"0E-8"', '0'],
    ['89.5', '89.5'],
    ['0.30000000000000004', '0.30000000000000004'],
    ['12345678901234567890.123456789', '12345678901234567890.123456789'],
    ['-2', '-2'],
    ['1E+2', '100'],
  ])('%s is exactly %s', (written, exact) => {
    expect(fields(`{"balance": ${written}}`).amount('balance').toFixed()).toBe(exact);
  });

  it.each(['null', '""', '"much"', '"NaN"', '"Infinity"', '"1e9999"', 'true', '{}'])(
    '%s is none',
    (written) => {
      expect(() => fields(`{"balance": ${written}}`).amount('balance')).toThrow('balance is not a number');
    },
  );
});

describe('an instant of an answer', () => {
  it.each(['2025-10-11T03:09:58.032Z', '2025-10-11T05:09:58.032+02:00', '2025-10-11T03:09:58.032'])(
    '%s is read in UTC',
    (written) => {
      expect(fields(`{"at": "${written}"}`).instant('at')).toBe(Date.UTC(2025, 9, 11, 3, 9, 58, 32));
    },
  );

  it('is none in other words', () => {
    expect(() => fields('{"at": "soon"}').instant('at')).toThrow('at is not an instant');
  });
});

describe('an answer', () => {
  it.each(['null', '[]', '"text"', '5'])('that is %s is no object', (text) => {
    expect(() => fields(text)).toThrow('wallet: the answer is no JSON object');
  });

  it('without a list that it should have names it', () => {
    expect(() => fields('{"wallets": {}}').list('wallets')).toThrow('wallets is not a list');
  });

  it('is quoted in its own words, cut where they are long', () => {
    expect(wordsOf({ status: 500, body: { detail: '400: Insufficient balance' } })).toBe(
      '400: Insufficient balance',
    );
    expect(wordsOf({ status: 200, body: { success: false, message: 'lost' } })).toBe('lost');
    expect(wordsOf({ status: 422, body: { detail: [{ loc: ['amount'] }] } })).toBe('[{"loc":["amount"]}]');
    expect(wordsOf({ status: 502, body: null })).toBe('status 502');
    expect(wordsOf({ status: 500, body: { detail: 'x'.repeat(1_000) } })).toHaveLength(300);
  });
});
