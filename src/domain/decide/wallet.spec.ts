import { describe, expect, it } from '@jest/globals';
import {
  contextOf,
  creditsOf,
  moneyOf,
  refusedWithNothingWritten,
  stateOf,
  walletOutcomeOf,
  walletWith,
} from '../../../test/support/domain/domain-state.js';
import { decimal, formatQuantity, ZERO } from '../decimal.js';
import type { Balance } from '../ledger.js';
import {
  decideDeposit,
  decideGrantCredits,
  decideOpenWallet,
  decideSetOverdraft,
  decideWithdraw,
} from './wallet.js';

const account = { type: 'user', id: 'ann' } as const;
const movement = { account, walletId: 'wal-1', currency: 'CREDIT', description: 'why', metadata: { a: 1 } };
const having = (...balances: Balance[]) => stateOf({ balances });

describe('opening a wallet', () => {
  const open = (balances: Balance[], initialBalance: string) =>
    decideOpenWallet(
      having(...balances),
      { type: 'open_wallet', account, currency: 'CREDIT', initialBalance: decimal(initialBalance) },
      contextOf(),
    );

  it('deposits the initial balance in one posting', () => {
    const decision = open([], '10');
    expect(moneyOf(decision.effects?.balance)).toEqual({ available: '10', held: '0', credits: '0' });
    expect(decision.effects?.postings).toMatchObject([
      { source: 'deposits', destination: 'available', balanceAfter: decimal('10') },
    ]);
    expect(walletOutcomeOf(decision)).toMatchObject({
      walletId: 'wallet-1',
      available: '10',
      overdraftLimit: '0',
      transaction: { balanceBefore: '0', balanceAfter: '10', amount: '10' },
    });
  });

  it('without money posts nothing', () => {
    const decision = open([], '0');
    expect(decision.effects?.postings).toBeUndefined();
    expect(decision.effects?.events).toMatchObject([
      { type: 'wallet_created', payload: { transaction_id: null } },
    ]);
    expect(walletOutcomeOf(decision).transaction).toBeNull();
  });

  it('keeps the credits that the account had before it', () => {
    expect(moneyOf(open([creditsOf('7')], '10').effects?.balance)).toEqual({
      available: '10',
      held: '0',
      credits: '7',
    });
  });

  it('twice in a currency is refused with the wallet that exists; in another currency it is not', () => {
    expect(refusedWithNothingWritten(open([walletWith('1')], '10'))).toMatchObject({
      code: 'wallet_already_exists',
      facts: { wallet_id: 'wal-1' },
    });
    expect(walletOutcomeOf(open([walletWith('1', { currency: 'USD' })], '10')).currency).toBe('CREDIT');
  });
});

describe('an overdraft limit', () => {
  const set = (available: string, overdraftLimit: string, walletId = 'wal-1') =>
    decideSetOverdraft(having(walletWith(available, { overdraftLimit: '5' })), {
      type: 'set_overdraft',
      account,
      walletId,
      currency: 'CREDIT',
      overdraftLimit: decimal(overdraftLimit),
    });

  it('can be set to exactly what is owed, and moves no money', () => {
    const decision = set('-3', '3');
    expect(walletOutcomeOf(decision)).toMatchObject({
      available: '-3',
      overdraftLimit: '3',
      transaction: null,
    });
    expect(decision.effects?.postings).toBeUndefined();
  });

  it('cannot be set below what is owed', () => {
    expect(refusedWithNothingWritten(set('-3', '2.99'))).toMatchObject({
      code: 'overdraft_in_use',
      facts: { balance: '-3' },
    });
  });

  it('of a wallet that is not the account’s is refused', () => {
    expect(refusedWithNothingWritten(set('0', '1', 'wal-2')).code).toBe('wallet_not_found');
  });
});

describe('deposits and withdrawals', () => {
  const deposit = (amount: string, walletId = 'wal-1') =>
    decideDeposit(
      having(walletWith('10')),
      { type: 'deposit', ...movement, walletId, amount: decimal(amount), referenceId: 'ref' },
      contextOf(),
    );
  const withdraw = (available: string, amount: string) =>
    decideWithdraw(
      having(walletWith(available, { overdraftLimit: '100' })),
      { type: 'withdraw', ...movement, amount: decimal(amount), destination: 'bank' },
      contextOf(),
    );

  it('add and say what they did', () => {
    const decision = deposit('0.000000000000000001');
    expect(decision.effects?.postings).toMatchObject([
      {
        source: 'deposits',
        destination: 'available',
        referenceId: 'ref',
        description: 'why',
        metadata: { a: 1 },
      },
    ]);
    expect(walletOutcomeOf(decision).transaction).toMatchObject({
      type: 'deposit',
      balanceBefore: '10',
      balanceAfter: '10.000000000000000001',
      transactionId: 'txn_posting1',
    });
  });

  it('take out the last unit', () => {
    const decision = withdraw('10', '10');
    expect(walletOutcomeOf(decision).available).toBe('0');
    expect(decision.effects?.postings).toMatchObject([
      { source: 'available', destination: 'external', referenceId: 'bank' },
    ]);
  });

  it('never use the overdraft', () => {
    expect(refusedWithNothingWritten(withdraw('10', '10.01'))).toMatchObject({
      code: 'insufficient_funds',
      facts: { balance: '10', required: '10.01' },
    });
  });

  it('of another wallet are refused', () => {
    expect(refusedWithNothingWritten(deposit('1', 'wal-2')).code).toBe('wallet_not_found');
  });
});

describe('granting credits', () => {
  const grant = (...balances: Balance[]) =>
    decideGrantCredits(
      having(...balances),
      {
        type: 'grant_credits',
        account,
        currency: 'CREDIT',
        amount: decimal('5'),
        description: null,
        referenceId: 'promo',
      },
      contextOf(),
    );

  it('needs no wallet and makes none', () => {
    const decision = grant();
    expect(walletOutcomeOf(decision)).toMatchObject({ walletId: null, credits: '5', available: '0' });
    expect(decision.effects?.postings).toMatchObject([
      { source: 'deposits', destination: 'credits', balanceAfter: null },
    ]);
  });

  it('adds to the credits and leaves the wallet’s money alone', () => {
    const decision = grant(walletWith('3', { credits: '2' }));
    expect(moneyOf(decision.effects?.balance)).toEqual({ available: '3', held: '0', credits: '7' });
    expect(walletOutcomeOf(decision).transaction).toMatchObject({ balanceBefore: '2', balanceAfter: '7' });
    expect(formatQuantity(decision.effects?.postings?.[0]?.amount ?? ZERO)).toBe('5');
  });
});
