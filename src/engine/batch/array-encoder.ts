/**
 * Writes columns as arrays in PostgreSQL's binary format. As text every element would be quoted here and read letter by
 * letter there; in binary a batch's texts are copied as they are, and times and decimals need no parsing.
 *
 * Layout of an array: number of dimensions, whether it has nulls, the type's oid, length and lower bound of the
 * dimension, then each element as its length in bytes (-1: null) and its bytes. All integers are big-endian.
 * Source: `array_recv` of PostgreSQL; every type's own format is that of its `_recv` function.
 */

const CHUNK_BYTES = 256 * 1024;
const HEADER_BYTES = 20;
const NO_LENGTH = '\u0000\u0000\u0000\u0000';

/** What is written goes into chunks that many arrays share; a chunk lives as long as an array in it is in use. */
let chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
let view = viewOf(chunk);
let offset = 0;

function viewOf(buffer: Buffer): DataView {
  return new DataView(buffer.buffer, buffer.byteOffset, buffer.length);
}

/** Makes room for so many bytes; answers where they begin. Nothing else is written before `take`. */
function reserve(bytes: number): number {
  if (offset + bytes > chunk.length) {
    chunk = Buffer.allocUnsafeSlow(Math.max(CHUNK_BYTES, bytes));
    view = viewOf(chunk);
    offset = 0;
  }
  return offset;
}

function take(end: number): Buffer {
  const taken = chunk.subarray(offset, end);
  offset = end;
  return taken;
}

function writeHeader(at: number, oid: number, length: number, hasNulls: boolean): void {
  view.setInt32(at, 1);
  view.setInt32(at + 4, hasNulls ? 1 : 0);
  view.setInt32(at + 8, oid);
  view.setInt32(at + 12, length);
  view.setInt32(at + 16, 1);
}

/** Elements of a type whose bytes are at most `maxBytes`; `write` answers where its bytes end. */
export function encodeArray<Value>(
  oid: number,
  values: readonly (Value | null)[],
  maxBytes: (value: Value) => number,
  write: (bytes: Buffer, view: DataView, at: number, value: Value) => number,
): Buffer {
  let room = HEADER_BYTES;
  for (const value of values) room += value === null ? 4 : 4 + maxBytes(value);
  const start = reserve(room);
  let at = start + HEADER_BYTES;
  let hasNulls = false;
  for (const value of values) {
    if (value === null) {
      hasNulls = true;
      view.setInt32(at, -1);
      at += 4;
    } else {
      const end = write(chunk, view, at + 4, value);
      view.setInt32(at, end - at - 4);
      at = end;
    }
  }
  writeHeader(start, oid, values.length, hasNulls);
  return take(at);
}

/**
 * Texts, each after `prefix` (the version that `jsonb` begins with). All are written in one go with room for their
 * lengths between them, because a call for each would cost more than its letters. Where one is not ASCII, and the
 * bytes of each are not known by its length, each is written by itself.
 */
export function encodeTexts(oid: number, values: readonly (string | null)[], prefix = ''): Buffer {
  let joined = '';
  for (const value of values) joined += value === null ? NO_LENGTH : NO_LENGTH + prefix + value;
  const start = reserve(HEADER_BYTES + joined.length * 3);
  const written = chunk.write(joined, start + HEADER_BYTES);
  if (written !== joined.length) return encodeOneByOne(oid, values, prefix);
  let at = start + HEADER_BYTES;
  let hasNulls = false;
  for (const value of values) {
    const bytes = value === null ? -1 : prefix.length + value.length;
    if (bytes < 0) hasNulls = true;
    view.setInt32(at, bytes);
    at += 4 + Math.max(0, bytes);
  }
  writeHeader(start, oid, values.length, hasNulls);
  return take(at);
}

function encodeOneByOne(oid: number, values: readonly (string | null)[], prefix: string): Buffer {
  return encodeArray(
    oid,
    values,
    (value) => (prefix.length + value.length) * 3,
    (bytes, _view, at, value) => at + bytes.write(prefix + value, at),
  );
}
