import { randomFillSync, randomInt } from 'node:crypto';

/**
 * Ids that carry their cell: a prefix, `_`, and a UUIDv7 whose 12 bits after the version are the cell. The id alone
 * chooses the lane and the partition of what it names; its time makes it sort by creation.
 */
export const ID_PREFIXES = {
  record: 'bill',
  wallet: 'wal',
  quota: 'quota',
  attempt: 'att',
  transfer: 'tr',
  paymentMethod: 'pm',
  subscription: 'sub',
  price: 'price',
} as const;
export type IdKind = keyof typeof ID_PREFIXES;

export const MAX_CELL = 0xfff;

/** Seven hex digits that count up within this process, so that ids of one millisecond sort as they were made. */
const COUNTER_RANGE = 0x1000_0000;
let counter = randomInt(COUNTER_RANGE);

const pool = Buffer.allocUnsafe(4 * 1024);
let poolOffset = pool.length;

function randomHex(): string {
  if (poolOffset === pool.length) {
    randomFillSync(pool);
    poolOffset = 0;
  }
  poolOffset += 4;
  return pool.toString('hex', poolOffset - 4, poolOffset);
}

/**
 * A UUIDv7 as 32 hex digits: 48 bits of time, version, 12 bits of cell, variant, 28 bits of a counter, 32 random
 * bits. The primary keys guard against the same id twice.
 */
export function uuidV7Hex(cell: number, nowMs: number): string {
  counter = (counter + 1) % COUNTER_RANGE;
  const time = nowMs.toString(16).padStart(12, '0');
  return `${time}7${cell.toString(16).padStart(3, '0')}8${counter.toString(16).padStart(7, '0')}${randomHex()}`;
}

/** An id of an entity that lives in `cell`. */
export function newId(kind: IdKind, cell: number, nowMs: number = Date.now()): string {
  return `${ID_PREFIXES[kind]}_${uuidV7Hex(cell, nowMs)}`;
}

const SHAPE = /^[a-z]+_[0-9a-f]{12}7([0-9a-f]{3})[89ab][0-9a-f]{15}$/;

/** The cell that an id of this kind carries, or null when it is not an id that this service made. */
export function cellOfId(kind: IdKind, id: string): number | null {
  if (!id.startsWith(`${ID_PREFIXES[kind]}_`)) return null;
  const match = SHAPE.exec(id);
  return match ? parseInt(match[1] as string, 16) : null;
}

/** The usage record of a billing record: one event is one record, so the ids share their digits. */
export function usageRecordIdOf(billingId: string): string {
  return `usage_${billingId.slice(billingId.indexOf('_') + 1)}`;
}
