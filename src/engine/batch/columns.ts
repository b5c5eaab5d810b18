import { formatQuantity, type Decimal } from '../../domain/decimal.js';
import { encodeArray, encodeTexts } from './array-encoder.js';
import { numericBytes, writeNumeric } from './numeric-encoder.js';

/**
 * The columns of a statement: each takes the rows and gives one parameter, the array of its values in the rows' order,
 * as `unnest` reads it.
 */
export type Column<Row> = (rows: readonly Row[]) => Buffer;
export type Columns<Row> = readonly Column<Row>[];

export function columns<Row>(rows: readonly Row[], picks: Columns<Row>): Buffer[] {
  return picks.map((pick) => pick(rows));
}

/** Type oids are part of PostgreSQL's protocol and the same on every server: `pg_type.dat`. */
const OID = {
  boolean: 16,
  bytea: 17,
  bigint: 20,
  integer: 23,
  text: 25,
  json: 114,
  timestamptz: 1184,
  numeric: 1700,
  uuid: 2950,
  jsonb: 3802,
} as const;

const JSONB_VERSION = '\u0001';

export function text<Row>(pick: (row: Row) => string | null): Column<Row> {
  return (rows) => texts(rows.map(pick));
}

/** A parameter of texts that are no column of rows. */
export function texts(values: readonly (string | null)[]): Buffer {
  return encodeTexts(OID.text, values);
}

/** Undefined and null are SQL's null. */
export function jsonb<Row>(pick: (row: Row) => unknown): Column<Row> {
  return (rows) => encodeTexts(OID.jsonb, rows.map(jsonTextOf(pick)), JSONB_VERSION);
}

export function json<Row>(pick: (row: Row) => unknown): Column<Row> {
  return (rows) => encodeTexts(OID.json, rows.map(jsonTextOf(pick)));
}

function jsonTextOf<Row>(pick: (row: Row) => unknown): (row: Row) => string | null {
  return (row) => {
    const value = pick(row);
    return value === null || value === undefined ? null : JSON.stringify(value);
  };
}

/** Epoch milliseconds. */
export function timestamptz<Row>(pick: (row: Row) => number | null): Column<Row> {
  return (rows) =>
    encodeArray(
      OID.timestamptz,
      rows.map(pick),
      () => 8,
      (_bytes, view, at, epochMs) => writeMicroseconds(view, at, epochMs - YEAR_2000_MS),
    );
}

/** The wire counts microseconds from here. */
const YEAR_2000_MS = Date.UTC(2000, 0, 1);

function writeMicroseconds(view: DataView, at: number, ms: number): number {
  const microseconds = ms * 1000;
  if (Number.isSafeInteger(microseconds)) return writeBigint(view, at, microseconds);
  view.setBigInt64(at, BigInt(ms) * 1000n);
  return at + 8;
}

export function numeric<Row>(pick: (row: Row) => Decimal | null): Column<Row> {
  return (rows) =>
    encodeArray(OID.numeric, rows.map(pick), numericBytes, (_bytes, view, at, value) =>
      writeNumeric(view, at, value),
    );
}

/** A whole number that a JavaScript number holds exactly. */
export function bigint<Row>(pick: (row: Row) => number): Column<Row> {
  return (rows) =>
    encodeArray(
      OID.bigint,
      rows.map(pick),
      () => 8,
      (_bytes, view, at, value) => writeBigint(view, at, value),
    );
}

function writeBigint(view: DataView, at: number, value: number): number {
  const high = Math.floor(value / 2 ** 32);
  view.setInt32(at, high);
  view.setUint32(at + 4, value - high * 2 ** 32);
  return at + 8;
}

export function integer<Row>(pick: (row: Row) => number): Column<Row> {
  return (rows) =>
    encodeArray(
      OID.integer,
      rows.map(pick),
      () => 4,
      (_bytes, view, at, value) => {
        view.setInt32(at, value);
        return at + 4;
      },
    );
}

export function boolean<Row>(pick: (row: Row) => boolean): Column<Row> {
  return (rows) =>
    encodeArray(
      OID.boolean,
      rows.map(pick),
      () => 1,
      (_bytes, view, at, value) => {
        view.setInt8(at, value ? 1 : 0);
        return at + 1;
      },
    );
}

export function bytea<Row>(pick: (row: Row) => Buffer): Column<Row> {
  return (rows) =>
    encodeArray(
      OID.bytea,
      rows.map(pick),
      (value) => value.length,
      (bytes, _view, at, value) => at + value.copy(bytes, at),
    );
}

/** 32 hexadecimal digits. */
export function uuid<Row>(pick: (row: Row) => string): Column<Row> {
  return (rows) =>
    encodeArray(
      OID.uuid,
      rows.map(pick),
      () => 16,
      (bytes, _view, at, value) => at + bytes.write(value, at, 'hex'),
    );
}

/** Values outside arrays, as text. */

export function numericText(value: Decimal): string {
  return formatQuantity(value);
}

export function timestampText(epochMs: number): string {
  return new Date(epochMs).toISOString();
}
