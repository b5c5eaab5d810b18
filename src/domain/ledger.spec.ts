import { expect, it } from '@jest/globals';
import { moneyOf, walletWith } from '../../test/support/domain/domain-state.js';
import { decimal } from './decimal.js';
import { applyPosting } from './ledger.js';
import type { LedgerAccount } from './vocabulary.js';

it.each<[LedgerAccount, LedgerAccount, Record<string, string>]>([
  ['available', 'revenue', { available: '7.5', held: '0', credits: '5' }],
  ['credits', 'revenue', { available: '10', held: '0', credits: '2.5' }],
  ['deposits', 'available', { available: '12.5', held: '0', credits: '5' }],
  ['deposits', 'credits', { available: '10', held: '0', credits: '7.5' }],
  ['available', 'held', { available: '7.5', held: '2.5', credits: '5' }],
  ['external', 'revenue', { available: '10', held: '0', credits: '5' }],
])('moves 2.5 from %s to %s and touches nothing else', (source, destination, money) => {
  const before = walletWith('10', { credits: '5' });
  const after = applyPosting(before, { source, destination, amount: decimal('2.5') });
  expect(moneyOf(after)).toEqual(money);
  expect(moneyOf(before)).toEqual({ available: '10', held: '0', credits: '5' });
  expect(after.walletId).toBe(before.walletId);
});
