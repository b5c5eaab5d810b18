import Big from 'big.js';
import type { Asked } from '../fastapi/asked.js';
import { decimalOfFloat } from '../fastapi/python-number.js';
import { Refusal, swallowed } from '../fastapi/refusal.js';
import { movedJson } from './wallet-json.js';
import type { WalletLedger } from './wallet-ledger.js';
import type { WalletReads } from './wallet-reads.js';
import { WALLET_TYPES } from './wallet-row.js';
import type { WalletTables } from './wallet-tables.js';

const AMOUNT = { gt: 0, places: 8 } as const;

/**
 * What the wallet service changes. Each movement's own 400 is caught by its handler for everything unexpected, so that
 * refusals are 500 with the 400 in their text. Nothing is idempotent.
 */
export class WalletWrites {
  constructor(
    private readonly tables: WalletTables,
    private readonly ledger: WalletLedger,
    private readonly reads: WalletReads,
  ) {}

  /** W1 */
  create(asked: Asked): unknown {
    const body = asked.body();
    const user_id = body.text('user_id');
    const wallet_type = body.choice('wallet_type', WALLET_TYPES, 'fiat');
    const initial = body.maybeDecimal('initial_balance', { ge: 0, places: 8 });
    const currency = body.maybeText('currency') ?? 'CREDIT';
    const metadata = body.dict('metadata');
    body.check();
    const hasFiat = this.tables.walletsOf(user_id).some((wallet) => wallet.wallet_type === 'fiat');
    if (wallet_type === 'fiat' && hasFiat) throw new Refusal(400, 'User already has a fiat wallet');
    const balance = Number(initial?.value ?? 0);
    const wallet = this.tables.insertWallet({ user_id, wallet_type, currency, balance, metadata });
    return {
      success: true,
      message: 'Wallet created successfully',
      wallet_id: wallet.wallet_id,
      balance: decimalOfFloat(wallet.balance),
      transaction_id: null,
      data: null,
    };
  }

  /** W6 */
  consume(asked: Asked): Promise<unknown> {
    return this.consumeFrom(asked, () => asked.param('wallet_id'));
  }

  /** W7 of v1 */
  consumeOfUser(asked: Asked): Promise<unknown> {
    return this.consumeFrom(asked, () => this.reads.primaryWallet(asked.param('user_id')).wallet_id);
  }

  /** W8: nothing tells it that a transaction was refunded before. */
  async refund(asked: Asked): Promise<unknown> {
    const body = asked.body();
    // The path says which; the body must say it too, but nobody reads it there.
    body.text('original_transaction_id');
    const reason = body.text('reason');
    const wanted = body.maybeDecimal('amount', AMOUNT);
    const metadata = body.dict('metadata');
    body.check();
    const id = asked.param('transaction_id');
    const original = this.tables.transaction(id);
    const amount = wanted?.value;
    if (original === null || amount?.gt(String(original.amount))) throw swallowed('Failed to process refund');
    const moved = await this.ledger.move({
      wallet_id: original.wallet_id,
      type: 'refund',
      change: amount ?? new Big(String(original.amount)),
      description: `Refund: ${reason}`,
      reference_id: id,
      metadata: { ...metadata, original_transaction_id: id, refund_reason: reason },
    });
    if (moved === null) throw swallowed('Failed to process refund');
    return movedJson(`Refunded ${decimalOfFloat(moved.amount)} successfully`, moved);
  }

  private async consumeFrom(asked: Asked, walletId: () => string): Promise<unknown> {
    const body = asked.body();
    const amount = body.decimal('amount', AMOUNT);
    const description = body.maybeText('description');
    body.maybeInteger('usage_record_id');
    const metadata = body.dict('metadata');
    body.check();
    const moved = await this.ledger.move({
      wallet_id: walletId(),
      type: 'consume',
      change: amount.value.neg(),
      description: description ?? `Consumed: ${amount.text}`,
      metadata,
    });
    if (moved === null) throw swallowed('Insufficient balance');
    return movedJson(`Consumed ${amount.text} successfully`, moved, {
      remaining_balance: moved.balance_after,
    });
  }
}
