import { expect, it } from '@jest/globals';
import { isOpen, mayBecome } from './status.js';
import { BILLING_STATUSES } from './vocabulary.js';

it('lets a record go forward only, and be refunded only when it is completed', () => {
  const allowed = BILLING_STATUSES.flatMap((from) =>
    BILLING_STATUSES.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
  );
  expect(allowed).toEqual([
    'pending → pending',
    'pending → processing',
    'pending → completed',
    'pending → failed',
    'processing → pending',
    'processing → processing',
    'processing → completed',
    'processing → failed',
    'completed → refunded',
    'failed → pending',
    'failed → processing',
    'failed → completed',
    'failed → failed',
  ]);
});

it('lets only pending and failed records be processed', () => {
  expect(BILLING_STATUSES.filter(isOpen)).toEqual(['pending', 'failed']);
});
