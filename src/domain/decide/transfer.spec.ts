import { describe, expect, it } from '@jest/globals';
import {
  attemptWith,
  contextOf,
  NOW,
  refusedWithNothingWritten,
  stateOf,
  walletOutcomeOf,
  walletWith,
} from '../../../test/support/domain/domain-state.js';
import { decimal } from '../decimal.js';
import type { Attempt } from '../state.js';
import { decideTransferDone, decideTransferIn, decideTransferOut } from './transfer.js';

const account = { type: 'user', id: 'ann' } as const;
const movement = {
  account,
  walletId: 'wal-1',
  currency: 'CREDIT',
  amount: decimal('4'),
  description: null,
  metadata: null,
};

describe('the first half of a transfer', () => {
  const out = (available: string) =>
    decideTransferOut(
      stateOf({ balances: [walletWith(available, { overdraftLimit: '9' })] }),
      {
        type: 'transfer_out',
        ...movement,
        toWalletId: 'wal-2',
        toAccount: { type: 'organization', id: 'acme' },
      },
      contextOf(),
    );

  it('takes the money and leaves a due attempt that says to whom it is owed', () => {
    const decision = out('4');
    expect(walletOutcomeOf(decision)).toMatchObject({
      available: '0',
      transferId: 'transfer-1',
      transaction: { referenceId: 'transfer-1' },
    });
    expect(decision.effects?.postings).toMatchObject([
      { source: 'available', destination: 'external', operation: 'transfer_out' },
    ]);
    expect(decision.effects?.attempts?.[0]).toMatchObject({
      before: null,
      after: {
        attemptId: 'transfer-1',
        kind: 'transfer',
        dueAt: NOW + 1000,
        details: { to_wallet_id: 'wal-2', to_account_type: 'organization', to_account_id: 'acme' },
      },
    });
  });

  it('never uses the overdraft, and refused leaves no attempt', () => {
    expect(refusedWithNothingWritten(out('3.99')).code).toBe('insufficient_funds');
  });
});

describe('the second half', () => {
  const into = (walletId: string) =>
    decideTransferIn(
      stateOf({ balances: [walletWith('1', { walletId })] }),
      { type: 'transfer_in', ...movement, transferId: 'tr-1' },
      contextOf(),
    );

  it('brings the money from outside under the transfer’s id', () => {
    const decision = into('wal-1');
    expect(walletOutcomeOf(decision)).toMatchObject({ available: '5', transaction: { referenceId: 'tr-1' } });
    expect(decision.effects?.postings).toMatchObject([
      { source: 'external', destination: 'available', operation: 'transfer_in' },
    ]);
  });

  it('into a wallet that is not there is refused', () => {
    expect(refusedWithNothingWritten(into('wal-9')).code).toBe('wallet_not_found');
  });
});

describe('closing a transfer', () => {
  const done = (attempts: Attempt[]) =>
    decideTransferDone(stateOf({ attempts }), { type: 'transfer_done', account, transferId: 'att-1' });

  it('settles its attempt, once', () => {
    const open = attemptWith({ kind: 'transfer' });
    expect(done([open]).effects).toEqual({
      attempts: [{ before: open, after: { ...open, state: 'succeeded' } }],
    });
    expect(done([{ ...open, state: 'succeeded' }])).toEqual({ outcome: { kind: 'done' }, effects: {} });
  });
});
