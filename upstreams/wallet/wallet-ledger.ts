import Big from 'big.js';
import { Connections } from '../server/connections.js';
import { pause } from '../server/pause.js';
import type { TransactionRow, WalletRow } from './wallet-row.js';
import type { NewTransaction, WalletTables } from './wallet-tables.js';

/** Of the service to its database. */
const CONNECTIONS = 10;
const PLACES = 8;

export interface Movement {
  readonly wallet_id: string;
  /** Negative takes. */
  readonly change: Big;
  readonly type: TransactionRow['transaction_type'];
  readonly description: string;
  readonly reference_id?: string | null;
  readonly to_wallet_id?: string | null;
  readonly metadata: Readonly<Record<string, unknown>>;
}

/**
 * Moves money as the wallet service does: reads the balance, computes the new one, writes it, without a lock and
 * without a condition. Of two movements that read before either has written, one is lost.
 */
export class WalletLedger {
  /** How long the database takes from the read to the write; with 0 nothing comes in between. */
  windowMs = 2;
  private readonly connections = new Connections(CONNECTIONS);
  private readonly atOnce = new Map<string, number>();
  private readonly most = new Map<string, number>();

  constructor(private readonly tables: WalletTables) {}

  /** Null when the wallet is not there or has not enough. */
  async move(movement: Movement): Promise<TransactionRow | null> {
    const id = movement.wallet_id;
    if (this.tables.wallet(id) === null) return null;
    this.enter(id);
    try {
      return await this.connections.use(() => this.readThenWrite(movement));
    } finally {
      this.atOnce.set(id, (this.atOnce.get(id) ?? 1) - 1);
    }
  }

  /** The most movements of a wallet that were under way at the same time: above 1 its balance cannot be trusted. */
  mostAtOnce(walletId: string): number {
    return this.most.get(walletId) ?? 0;
  }

  clear(): void {
    this.most.clear();
    this.atOnce.clear();
  }

  private async readThenWrite(movement: Movement): Promise<TransactionRow | null> {
    const wallet = this.tables.wallet(movement.wallet_id);
    if (wallet === null) return null;
    const before = wallet.balance;
    const after = new Big(String(before)).plus(movement.change).round(PLACES);
    if (movement.change.lt(0) && after.lt(String(wallet.locked_balance))) return null;
    await pause(this.windowMs);
    this.tables.refuseWhenFull();
    return this.write(wallet, movement, before, Number(after));
  }

  private write(wallet: WalletRow, movement: Movement, before: number, after: number): TransactionRow {
    wallet.balance = after;
    wallet.last_updated = new Date().toISOString();
    const transaction: NewTransaction = {
      wallet_id: wallet.wallet_id,
      transaction_type: movement.type,
      amount: Number(movement.change.abs()),
      balance_before: before,
      balance_after: after,
      description: movement.description,
      reference_id: movement.reference_id ?? null,
      to_wallet_id: movement.to_wallet_id ?? null,
      metadata: movement.metadata,
    };
    return this.tables.insertTransaction(transaction);
  }

  private enter(walletId: string): void {
    const now = (this.atOnce.get(walletId) ?? 0) + 1;
    this.atOnce.set(walletId, now);
    this.most.set(walletId, Math.max(now, this.mostAtOnce(walletId)));
  }
}
