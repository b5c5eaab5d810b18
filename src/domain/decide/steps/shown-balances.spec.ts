import { describe, expect, it } from '@jest/globals';
import { remoteMethods, walletWith } from '../../../../test/support/domain/domain-state.js';
import { decimal } from '../../decimal.js';
import { shownBalances } from './shown-balances.js';

const local = walletWith('9', { credits: '2' });

describe('the balances that an answer shows', () => {
  it('are those that lie here', () => {
    const remote = remoteMethods();
    expect(shownBalances({ local, remote }, 'wallet_deduction')).toEqual({
      walletBalance: '9',
      creditBalance: '2',
    });
    expect(shownBalances({ local: null, remote }, null)).toEqual({
      walletBalance: null,
      creditBalance: null,
    });
  });

  it('are not known of what another service keeps, whatever lies here beside it', () => {
    const remote = remoteMethods({ remote: ['wallet_deduction', 'credit_consumption'] });
    const nothing = { walletBalance: null, creditBalance: null };
    expect(shownBalances({ local, remote }, null)).toEqual(nothing);
    expect(shownBalances({ local, remote, left: null }, 'credit_consumption')).toEqual(nothing);
    expect(shownBalances({ local, remote, left: decimal('5') }, 'payment_charge')).toEqual(nothing);
  });

  it('are what the service that paid has told, credits with those that lie here', () => {
    const remote = remoteMethods({ remote: ['wallet_deduction', 'credit_consumption'] });
    const left = decimal('998');
    expect(shownBalances({ local, remote, left }, 'wallet_deduction')).toEqual({
      walletBalance: '998',
      creditBalance: null,
    });
    expect(shownBalances({ local, remote, left }, 'credit_consumption')).toEqual({
      walletBalance: null,
      creditBalance: '1000',
    });
  });
});
