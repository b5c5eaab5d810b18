import { expect, it } from '@jest/globals';
import { transactionIdOf } from '../domain/ledger.js';
import { cellOfId, MAX_CELL, newId, usageRecordIdOf, uuidV7Hex } from './ids.js';

it('makes ids that carry their cell, every one of them', () => {
  for (let cell = 0; cell <= MAX_CELL; cell += 1) {
    expect(cellOfId('record', newId('record', cell))).toBe(cell);
  }
});

it('makes UUIDs of version 7 that sort by their time', () => {
  const [earlier, later] = [uuidV7Hex(3, 1_700_000_000_000), uuidV7Hex(3, 1_700_000_000_001)];
  expect(earlier).toMatch(/^018bcfe568007003[89ab][0-9a-f]{15}$/);
  expect(earlier < later).toBe(true);
});

it('makes no id twice', () => {
  expect(new Set(Array.from({ length: 5_000 }, () => newId('attempt', 1, 0))).size).toBe(5_000);
});

it('takes no id that it did not make', () => {
  for (const id of [
    'bill_abc123',
    'bill_',
    '',
    newId('wallet', 1),
    `${newId('record', 1)}0`,
    newId('record', 1).toUpperCase(),
  ]) {
    expect(cellOfId('record', id)).toBeNull();
  }
});

it('names the transaction and the usage record by the same digits', () => {
  expect(transactionIdOf('0199d0a1-b2c3-7001-80f3-a5c7d9e1b203')).toBe(
    'txn_0199d0a1b2c3700180f3a5c7d9e1b203',
  );
  expect(usageRecordIdOf('bill_0199d0a1b2c3700180f3a5c7d9e1b203')).toBe(
    'usage_0199d0a1b2c3700180f3a5c7d9e1b203',
  );
});

it('makes ids of one millisecond that sort as they were made', () => {
  const made = Array.from({ length: 100 }, () => newId('record', 2, 1_700_000_000_000));
  expect(made.toSorted()).toEqual(made);
});

it('keeps the digits of a cell at either end of its range', () => {
  expect([0, 1, 255, MAX_CELL].map((cell) => cellOfId('quota', newId('quota', cell)))).toEqual([
    0,
    1,
    255,
    MAX_CELL,
  ]);
});
