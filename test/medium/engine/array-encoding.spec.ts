import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decimal, formatQuantity } from '../../../src/domain/decimal.js';
import {
  bigint,
  boolean,
  bytea,
  integer,
  json,
  jsonb,
  numeric,
  text,
  timestamptz,
  uuid,
  type Column,
} from '../../../src/engine/batch/columns.js';
import { databaseSuite } from '../../support/database/database-suite.js';

/** What Postgres reads in the parameter, each element as it writes it itself. */
let read: (type: string, parameter: Buffer) => Promise<(string | null)[]>;
const db = databaseSuite('array_encoding');

beforeAll(async () => {
  const database = await db.openDatabase();
  read = async (type, parameter) => {
    const rows = await database.query<{ value: string | null }>(
      `SELECT value::text FROM unnest($1::${type}[]) WITH ORDINALITY u(value, n) ORDER BY n`,
      [parameter],
    );
    return rows.map(({ value }) => value);
  };
});

const RUNS = 60;

/** Lists of values and nulls, long and short, go through Postgres and come back as `written` says. */
function arrives<Value>(
  type: string,
  column: Column<Value | null>,
  values: fc.Arbitrary<Value>,
  written: (value: Value) => string,
): Promise<void> {
  const lists = fc.array(fc.option(values, { freq: 5 }), { maxLength: 40 });
  return fc.assert(
    fc.asyncProperty(lists, async (list) => {
      expect(await read(type, column(list))).toEqual(
        list.map((value) => (value === null ? null : written(value))),
      );
    }),
    { numRuns: RUNS },
  );
}

const SAFE_TEXT = fc.string({ unit: 'binary', maxLength: 60 }).map((value) => value.replaceAll('\u0000', ''));

const AMOUNT = fc
  .tuple(fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }), fc.integer({ min: 0, max: 40 }))
  .map(([digits, scale]) => decimal(`${digits}e-${scale}`));

describe('a column of', () => {
  it('texts arrives letter by letter, quotes, braces, empty texts and other alphabets included', () =>
    arrives(
      'text',
      text((value) => value),
      SAFE_TEXT,
      (value) => value,
    ));

  it('decimals arrives to the last digit', () =>
    arrives(
      'numeric',
      numeric((value) => value),
      AMOUNT,
      formatQuantity,
    ));

  it.each(['0', '1', '9999', '10000', '10001', '0.0001', '0.00001', '-12345678.00012345', '1e20', '1e-18'])(
    'decimals arrives at the edges of their groups of digits: %s',
    async (value) => {
      const amount = decimal(value);
      expect(await read('numeric', numeric<typeof amount>((one) => one)([amount]))).toEqual([
        formatQuantity(amount),
      ]);
    },
  );

  it('times arrives to the millisecond, before 2000 and before 1970 too', () =>
    arrives(
      'timestamptz',
      timestamptz((value) => value),
      fc.integer({ min: Date.UTC(1000, 0, 1), max: Date.UTC(9999, 0, 1) }),
      (epochMs) =>
        new Date(epochMs)
          .toISOString()
          .replace('T', ' ')
          .replace(/\.?0*Z$/, '+00'),
    ));

  it('JSON arrives as it was', async () => {
    const values = fc
      .jsonValue({ stringUnit: 'binary' })
      .filter((value) => !JSON.stringify(value).includes('\\u0000'));
    const document = values.filter((value) => value !== null);
    await arrives(
      'json',
      json((value) => value),
      document,
      (value) => JSON.stringify(value),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(document, { maxLength: 20 }), async (list) => {
        const back = await read('jsonb', jsonb<(typeof list)[number]>((value) => value)(list));
        expect(back.map((value) => JSON.parse(value as string) as unknown)).toEqual(
          list.map((value) => JSON.parse(JSON.stringify(value)) as unknown),
        );
      }),
      { numRuns: RUNS },
    );
  });

  it('whole numbers arrives, negative ones and those of more than 32 bits too', async () => {
    const whole = fc.integer({ min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER });
    const list = fc.sample(whole, 50);
    expect(await read('bigint', bigint<number>((value) => value)(list))).toEqual(list.map(String));
    const small = fc.sample(fc.integer(), 50);
    expect(await read('integer', integer<number>((value) => value)(small))).toEqual(small.map(String));
  });

  it('flags, bytes and uuids arrives', async () => {
    expect(await read('boolean', boolean<boolean>((value) => value)([true, false]))).toEqual([
      'true',
      'false',
    ]);
    const bytes = [Buffer.from([0, 255, 7]), Buffer.alloc(0)];
    expect(await read('bytea', bytea<Buffer>((value) => value)(bytes))).toEqual(['\\x00ff07', '\\x']);
    expect(await read('uuid', uuid<string>((value) => value)(['01a204b8630a70008162862f60b169dd']))).toEqual([
      '01a204b8-630a-7000-8162-862f60b169dd',
    ]);
  });

  it('many long texts arrives, larger than what is set aside for arrays', async () => {
    const list = Array.from({ length: 300 }, (_, n) => `${n}:${'ü€😀'.repeat(500)}`);
    expect(await read('text', text<string>((value) => value)(list))).toEqual(list);
    expect(await read('text', text<string>((value) => value)([]))).toEqual([]);
  });
});
