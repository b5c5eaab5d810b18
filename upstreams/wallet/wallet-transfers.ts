import type { Asked } from '../fastapi/asked.js';
import { swallowed } from '../fastapi/refusal.js';
import { movedJson } from './wallet-json.js';
import type { WalletLedger } from './wallet-ledger.js';
import type { WalletTables } from './wallet-tables.js';

const AMOUNT = { gt: 0, places: 8 } as const;

/** W9: money in, out, and from wallet to wallet. */
export class WalletTransfers {
  constructor(
    private readonly tables: WalletTables,
    private readonly ledger: WalletLedger,
  ) {}

  async deposit(asked: Asked): Promise<unknown> {
    const body = asked.body();
    const amount = body.decimal('amount', AMOUNT);
    const description = body.maybeText('description');
    const reference_id = body.maybeText('reference_id');
    const metadata = body.dict('metadata');
    body.check();
    const moved = await this.ledger.move({
      wallet_id: asked.param('wallet_id'),
      type: 'deposit',
      change: amount.value,
      description: description ?? `Deposit: ${amount.text}`,
      reference_id,
      metadata,
    });
    if (moved === null) throw swallowed('Failed to deposit funds');
    return movedJson(`Deposited ${amount.text} successfully`, moved);
  }

  async withdraw(asked: Asked): Promise<unknown> {
    const body = asked.body();
    const amount = body.decimal('amount', AMOUNT);
    const description = body.maybeText('description');
    const destination = body.maybeText('destination');
    const metadata = body.dict('metadata');
    body.check();
    const moved = await this.ledger.move({
      wallet_id: asked.param('wallet_id'),
      type: 'withdraw',
      change: amount.value.neg(),
      description: description ?? `Withdrawal: ${amount.text}`,
      metadata: destination === null ? metadata : { ...metadata, destination },
    });
    if (moved === null) throw swallowed('Insufficient balance or withdrawal failed');
    return movedJson(`Withdrew ${amount.text} successfully`, moved);
  }

  async transfer(asked: Asked): Promise<unknown> {
    const body = asked.body();
    const to_wallet_id = body.text('to_wallet_id');
    const amount = body.decimal('amount', AMOUNT);
    const description = body.maybeText('description');
    const metadata = body.dict('metadata');
    body.check();
    const from_wallet_id = asked.param('wallet_id');
    if (this.tables.wallet(to_wallet_id) === null) throw swallowed('Transfer failed');
    const out = await this.ledger.move({
      wallet_id: from_wallet_id,
      type: 'transfer',
      change: amount.value.neg(),
      description: description ?? 'Transfer out',
      to_wallet_id,
      metadata: { ...metadata, transfer_type: 'internal', counterparty_wallet_id: to_wallet_id },
    });
    if (out === null) throw swallowed('Transfer failed');
    const arrived = await this.ledger.move({
      wallet_id: to_wallet_id,
      type: 'transfer',
      change: amount.value,
      description: description ?? 'Transfer in',
      metadata: { ...metadata, transfer_type: 'internal', counterparty_wallet_id: from_wallet_id },
    });
    if (arrived !== null) return movedJson(`Transferred ${amount.text} successfully`, out);
    throw swallowed('Transfer failed');
  }
}
