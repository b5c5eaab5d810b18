import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Type as Class } from '@nestjs/common';
import { IsString } from 'class-validator';
import fc from 'fast-check';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DomainError } from '../../domain/problems/problems.js';
import {
  ACCOUNT_TYPES,
  BILLING_METHODS,
  BILLING_STATUSES,
  CURRENCIES,
  ENFORCEMENTS,
  QUOTA_PERIODS,
  SERVICE_TYPES,
} from '../../domain/vocabulary.js';
import { compileReader } from './compiled-reader.js';
import { IsId } from './is-id.js';
import { fieldsOf } from './known-fields.js';
import { findMember, type Member } from './member.js';
import { validate, validateByClass } from './validation.pipe.js';

const RUNS = 150;

/** Something for every kind of field, right or wrong, as JSON and as query strings have it. */
const SOME_VALUES: readonly unknown[] = [
  ...['user123', ' padded ', '', ' ', 'x'.repeat(128), 'x'.repeat(129), '😀'.repeat(128), 'x'.repeat(1001)],
  ...['0', '1', '-1', '1000', '0.5', '1e3', '12345678901234567890.123456789012345678', '1.', '.5'],
  ...[0, 1, -1, 16, 500, 501, 1000, 10_000, 10_001, 0.1, 1e21, 123456789012345, Infinity, NaN],
  ...['2025-10-01', '2025-10-01T12:00:00Z', '2025-02-30', '2025-10-01T02:00:00+02:00', 'yesterday'],
  ...['true', 'false', true, false, 'CREDIT', 'tok_ok', 'daily', 'hour', 'subscription_credit', 'name'],
  ...[ACCOUNT_TYPES, BILLING_METHODS, BILLING_STATUSES, CURRENCIES, ENFORCEMENTS, QUOTA_PERIODS].flat(),
  ...SERVICE_TYPES,
  ...[
    {},
    { tokens: 1000 },
    { a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } },
    { n: [Infinity] },
  ],
  ...[[], [1], ['user123'], [null], [[]], { constructor: 1 }, { toString: 'x', length: 3 }],
];
const UNKNOWN_NAMES = ['unknown', 'constructor', 'toString', 'then', 'length', '__proto__', 'hasOwnProperty'];

const dtos: Class<object>[] = [];

/** All that stand in files of their own; base classes are among them. */
beforeAll(async () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.dto.ts'),
  );
  for (const file of files) {
    const exported: unknown[] = Object.values(
      (await import(pathToFileURL(join('src', file)).href)) as object,
    );
    for (const value of exported) if (isClass(value) && fieldsOf(value).length > 0) dtos.push(value);
  }
});

describe('a compiled reader', () => {
  it('exists for every DTO of a request', () => {
    expect(dtos.length).toBeGreaterThan(25);
    expect(dtos.filter((dto) => compileReader(dto) === null).map(({ name }) => name)).toEqual([]);
  });

  it('reads what class-transformer and class-validator read, and refuses what they refuse', () => {
    for (const dto of dtos) {
      const read = compileReader(dto);
      let accepted = 0;
      let refused = 0;
      const agrees = (care: Care) =>
        fc.property(sentFor(dto, care), (sent) => {
          const compiled = outcomeOf(() => read?.(sent) ?? null);
          const expected = outcomeOf(() => validateByClass(dto, sent));
          expect(outcomeOf(() => validate(dto, sent))).toEqual(expected);
          // Null says only that something is wrong; class-validator is asked what.
          if (compiled.value === null) expect(expected).toHaveProperty('error');
          else expect(compiled).toStrictEqual(expected);
          if ('error' in expected) refused += 1;
          else accepted += 1;
        });
      fc.assert(agrees(CAREFUL), { numRuns: RUNS });
      fc.assert(agrees(CARELESS), { numRuns: RUNS });
      expect({ dto: dto.name, both: accepted > 0 && refused > 0 }).toEqual({ dto: dto.name, both: true });
    }
  });

  it('is left out where a class has a rule of somebody else', () => {
    class MixedDto {
      @IsId()
      user_id: string;

      @IsString()
      note: string;
    }
    class TwiceRuledDto {
      @IsId()
      @IsString()
      user_id: string;
    }
    expect(compileReader(MixedDto)).toBeNull();
    expect(compileReader(TwiceRuledDto)).toBeNull();
    expect(validate(MixedDto, { user_id: 'u', note: 'n', other: 1 })).toEqual({ user_id: 'u', note: 'n' });
    expect(() => validate(MixedDto, { user_id: 'u', note: 1 })).toThrow(DomainError);
  });
});

/** How often a field is sent as it should be, is left out, or is anything at all. */
interface Care {
  readonly right: number;
  readonly absent: number;
  readonly anything: number;
}
const CAREFUL: Care = { right: 40, absent: 1, anything: 1 };
const CARELESS: Care = { right: 4, absent: 1, anything: 2 };
const ABSENT = Symbol('absent');

function sentFor(dto: Class<object>, care: Care): fc.Arbitrary<Record<string, unknown>> {
  const known = Object.fromEntries(fieldsOf(dto).map((name) => [name, valueFor(memberOf(dto, name), care)]));
  const unknown = fc.dictionary(fc.constantFrom(...UNKNOWN_NAMES), fc.constantFrom(...SOME_VALUES), {
    maxKeys: 2,
  });
  return fc.tuple(fc.record(known), unknown).map(([fields, more]) => {
    const sent = Object.entries<unknown>(fields).filter(([, value]) => value !== ABSENT);
    return { ...more, ...Object.fromEntries(sent) };
  });
}

function valueFor(member: Member, care: Care): fc.Arbitrary<unknown> {
  const absent = member.optional ? care.right : care.absent;
  const anything = [fc.constantFrom(...SOME_VALUES), fc.constantFrom(null, undefined), fc.jsonValue()];
  return fc.oneof(
    { weight: care.right, arbitrary: rightFor(member, care) },
    { weight: absent, arbitrary: fc.constant(ABSENT) },
    { weight: care.anything, arbitrary: fc.oneof(...anything) },
  );
}

function rightFor(member: Member, care: Care): fc.Arbitrary<unknown> {
  if (member.kind === 'object') return sentFor(member.of(), care);
  if (member.kind === 'list') {
    return fc.array(sentFor(member.of(), care), { minLength: member.min, maxLength: member.min + 2 });
  }
  const right = SOME_VALUES.filter(
    (value) => 'value' in (outcomeOf(() => member.read(value, {})).value ?? {}),
  );
  return fc.constantFrom(...(right.length > 0 ? right : SOME_VALUES));
}

function outcomeOf(work: () => object | null): { value?: object | null; error?: unknown } {
  try {
    return { value: work() };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { error: { ...error, message: error.message } };
  }
}

function memberOf(dto: Class<object>, property: string): Member {
  const found = findMember(dto, property);
  if (!found) throw new Error(`${dto.name}.${property} is not declared by a decorator of ours`);
  return found.member;
}

function isClass(value: unknown): value is Class<object> {
  return typeof value === 'function';
}
