import { ORGANIZATION_ID, type ExpectedOutcome, type Payer } from './charge.js';

/**
 * Everything about a payer follows from his number, so that processes need not exchange lists and SQL can make a
 * million of them (`seed/accounts.ts` has the same rules in SQL).
 */
export const PAYER_GROUPS = {
  completed: { prefix: 'bench-user-', digit: '0' },
  'no money': { prefix: 'bench-poor-', digit: '1' },
  'over quota': { prefix: 'bench-limited-', digit: '2' },
} as const satisfies Record<ExpectedOutcome, { prefix: string; digit: string }>;

/** The time part of ids that were made beforehand. */
export const SEED_TIME_HEX = '019a00000000';

export function payerAt(group: ExpectedOutcome, index: number, cells: number): Payer {
  const { prefix, digit } = PAYER_GROUPS[group];
  const userId = `${prefix}${index}`;
  const cell = index % cells;
  return { userId, accountId: `user:${userId}`, cell, quotaId: `quota_${idDigits(digit, index, cell)}` };
}

/** Lives in the first cell; payers of all cells use it. */
export const ORGANIZATION_QUOTA = {
  scopeId: ORGANIZATION_ID,
  cell: 0,
  quotaId: `quota_${idDigits('f', 0, 0)}`,
} as const;

/** A UUIDv7 that carries its cell, as the service makes them. */
function idDigits(digit: string, index: number, cell: number): string {
  return `${SEED_TIME_HEX}7${cell.toString(16).padStart(3, '0')}8${digit}${index.toString(16).padStart(14, '0')}`;
}
