import { describe, expect, it } from '@jest/globals';
import Big from 'big.js';
import { WalletLedger } from './wallet-ledger.js';
import { type NewTransaction, WalletTables } from './wallet-tables.js';

const WALLET = {
  user_id: 'u1',
  wallet_type: 'fiat',
  currency: 'CREDIT',
  balance: 100,
  metadata: {},
} as const;

describe('a wallet service whose memory is full', () => {
  it('refuses the wallet that is too many', () => {
    const tables = new WalletTables();
    for (let n = 0; n < 100_000; n++) tables.insertWallet({ ...WALLET, user_id: `u${n}`, balance: 0 });
    expect(() => tables.insertWallet(WALLET)).toThrow('This fake holds 100000 wallets, its bound');
    expect(tables.all().wallets).toHaveLength(100_000);
  });

  it('refuses the movement that it could not write down, and moves nothing', async () => {
    const tables = new WalletTables();
    const { wallet_id } = tables.insertWallet(WALLET);
    const consume = {
      wallet_id,
      change: new Big('-1'),
      type: 'consume',
      description: '',
      metadata: {},
    } as const;
    const ledger = new WalletLedger(tables);
    await ledger.move(consume);
    const draft: NewTransaction = tables.all().transactions[0] as NewTransaction;
    for (let n = 2; n < 200_000; n++) tables.insertTransaction(draft);
    await expect(ledger.move(consume)).rejects.toMatchObject({ status: 507 });
    expect(tables.wallet(wallet_id)?.balance).toBe(99);
  });
});
