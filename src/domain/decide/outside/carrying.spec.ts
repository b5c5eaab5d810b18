import { describe, expect, it } from '@jest/globals';
import { chargeOf } from '../../../../test/support/domain/commands.js';
import { chargeOutcomeOf, stateOf } from '../../../../test/support/domain/domain-state.js';
import { contextWith, settle, walletAttempt } from '../../../../test/support/domain/decisions.js';
import { decimal, formatQuantity } from '../../decimal.js';
import type { Decision } from '../../state.js';
import { decideCharge } from '../charge.js';

describe('credits outside that are taken in whole units', () => {
  const outside = { units: { unit: '1', least: '1' } };
  const chargeOfCredits = (amount: string, carried: string) =>
    decideCharge(
      stateOf({ carried }),
      { ...chargeOf('ann', 'unit', amount), method: 'credit_consumption' },
      contextWith(outside),
    );
  const carriedBy = ({ effects }: Decision) => effects?.carried?.map(({ amount }) => formatQuantity(amount));
  const creditsAttempt = walletAttempt({ left_over: '-0.5' }, { kind: 'credits', amount: decimal('4.5') });

  it.each([
    ['0.4', '0', null, '0.4'],
    ['0.4', '0.5', null, '0.9'],
    ['0.4', '0.6', '1', '0'],
    ['2.5', '0.6', '3', '0.1'],
    ['2', '0', '2', '0'],
    ['1', '-0.5', null, '0.5'],
  ])('of %s with %s carried are sent %s, and %s is carried', (amount, carried, sent, left) => {
    const decision = chargeOfCredits(amount, carried);
    const attempt = decision.effects?.attempts?.[0]?.after;
    expect(attempt ? formatQuantity(attempt.amount) : null).toBe(sent);
    expect(carriedBy(decision)).toEqual([left]);
    expect(chargeOutcomeOf(decision).status).toBe(sent === null ? 'completed' : 'processing');
  });

  it('owe again what a declined charge had taken along', () => {
    const decision = settle(
      { status: 'declined', code: 'insufficient_credit_balance', reason: 'no' },
      { attempt: creditsAttempt, carried: '0.1', outside: { ...outside, unavailable: ['wallet_deduction'] } },
    );
    expect(carriedBy(decision)).toEqual(['0.6']);
  });

  it('keep what is carried when the charge succeeds', () => {
    const decision = settle(
      { status: 'succeeded', transactionId: 'c-1', balance: null },
      { attempt: creditsAttempt, carried: '0.1', outside },
    );
    expect(carriedBy(decision)).toBeUndefined();
    expect(decision.effects?.record?.after).toMatchObject({ paymentTransactionId: 'c-1' });
  });

  it.each([
    ['4.5', '4.5'],
    ['3', '3'],
    ['4', null],
  ])('are kept with the record where they took %s for 4', (amount, taken) => {
    const { effects } = settle(
      { status: 'succeeded', transactionId: 'c-1', balance: null },
      { attempt: { ...creditsAttempt, amount: decimal(amount) }, outside },
    );
    expect(effects?.record?.after.taken?.toFixed() ?? null).toBe(taken);
    expect(effects?.events?.[0]?.payload['taken'] ?? null).toBe(taken);
  });
});
