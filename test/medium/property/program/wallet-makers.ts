import fc from 'fast-check';
import type {
  DepositCommand,
  GrantCreditsCommand,
  OpenWalletCommand,
  SetOverdraftCommand,
  TransferDoneCommand,
  TransferInCommand,
  TransferOutCommand,
  WithdrawCommand,
} from '../../../../src/domain/commands.js';
import { decimal } from '../../../../src/domain/decimal.js';
import { latest, type Known, type KnownWallet } from './known.js';
import type { Maker } from './program.js';
import { currency, money, seldom, which } from './values.js';

const note = { description: seldom(fc.constant('a note')), metadata: seldom(fc.constant({ ref: [1, 'x'] })) };

export function openWalletOf(payer: fc.Arbitrary<number>): fc.Arbitrary<Maker<OpenWalletCommand>> {
  return fc.record({ payer, currency, balance: fc.oneof(money, fc.constant('0')) }).map((of) => (known) => ({
    type: 'open_wallet',
    account: known.payer(of.payer),
    currency: of.currency,
    initialBalance: decimal(of.balance),
  }));
}
export const openWallet = openWalletOf(which);

export function grantCreditsTo(payer: fc.Arbitrary<number>): fc.Arbitrary<Maker<GrantCreditsCommand>> {
  return fc
    .record({ payer, currency, amount: money, description: note.description })
    .map((of) => (known) => ({
      type: 'grant_credits',
      account: known.payer(of.payer),
      currency: of.currency,
      amount: decimal(of.amount),
      description: of.description,
      referenceId: null,
    }));
}
export const grantCredits = grantCreditsTo(which);

/** A wallet by its id and currency; now and then by a wrong one. */
const target = fc.record({ n: which, mistake: fc.nat({ max: 11 }) });

function walletNamed(known: Known, { n, mistake }: { n: number; mistake: number }): KnownWallet | null {
  const wallet = latest(known.wallets, n);
  if (!wallet) return null;
  if (mistake === 11) return { ...wallet, currency: wallet.currency === 'USD' ? 'CNY' : 'USD' };
  if (mistake === 10) return { ...wallet, account: known.payer(n + 1) };
  return wallet;
}

export function setOverdraftTo(limit: fc.Arbitrary<string>): fc.Arbitrary<Maker<SetOverdraftCommand>> {
  return fc.record({ target, limit }).map((of) => (known) => {
    const wallet = walletNamed(known, of.target);
    return wallet && { type: 'set_overdraft', ...wallet, overdraftLimit: decimal(of.limit) };
  });
}

/** Of a wallet that is below zero, sooner than of another one. */
export const setOverdraft: fc.Arbitrary<Maker<SetOverdraftCommand>> = fc
  .record({ target, limit: fc.constantFrom('0', '0', '0.5', '20', '100') })
  .map(({ target, limit }) => (known) => {
    const wallet = latest(known.overdrawn, target.n) ?? walletNamed(known, target);
    return wallet && { type: 'set_overdraft', ...wallet, overdraftLimit: decimal(limit) };
  });

export const deposit: fc.Arbitrary<Maker<DepositCommand>> = fc
  .record({ target, amount: money, referenceId: seldom(fc.constant('invoice-7')), ...note })
  .map(({ target, amount, ...rest }) => (known) => {
    const wallet = walletNamed(known, target);
    return wallet && { type: 'deposit', ...wallet, ...rest, amount: decimal(amount) };
  });

export const withdraw: fc.Arbitrary<Maker<WithdrawCommand>> = fc
  .record({ target, amount: money, destination: seldom(fc.constant('bank')), ...note })
  .map(({ target, amount, ...rest }) => (known) => {
    const wallet = walletNamed(known, target);
    return wallet && { type: 'withdraw', ...wallet, ...rest, amount: decimal(amount) };
  });

export const transferOut: fc.Arbitrary<Maker<TransferOutCommand>> = fc
  .record({ target, to: which, amount: money, ...note })
  .map(({ target, to, amount, ...rest }) => (known) => {
    const wallet = walletNamed(known, target);
    const others = known.wallets.filter((other) => other.walletId !== wallet?.walletId);
    const other = latest(
      others.filter((candidate) => candidate.currency === wallet?.currency),
      to,
    );
    if (!wallet || !other) return null;
    return {
      type: 'transfer_out',
      ...wallet,
      ...rest,
      amount: decimal(amount),
      toWalletId: other.walletId,
      toAccount: other.account,
    };
  });

/** Exactly what left the other wallet; sent under the transfer's own key, so that it arrives once. */
export const transferIn: fc.Arbitrary<Maker<TransferInCommand>> = which.map((n) => (known) => {
  const transfer = latest(known.transfers, n);
  if (!transfer) return null;
  const { currency, amount, description, metadata, toWalletId, toAccount } = transfer.command;
  return {
    type: 'transfer_in',
    account: toAccount,
    walletId: toWalletId,
    currency,
    amount,
    description,
    metadata,
    transferId: transfer.transferId,
  };
});

export const transferDone: fc.Arbitrary<Maker<TransferDoneCommand>> = which.map((n) => (known) => {
  const transfer = latest(known.transfers, n);
  const { command, transferId } = transfer ?? {};
  return command && transferId !== undefined
    ? { type: 'transfer_done', account: command.account, transferId }
    : null;
});
