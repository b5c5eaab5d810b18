import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { accountOf } from '../../domain/account.js';
import { type Account, accountIdOf } from '../../domain/commands.js';
import { type Decimal, fromNumeric, ZERO } from '../../domain/decimal.js';
import { cellOfId } from '../../engine/ids.js';
import { OwnerDirectory } from '../../engine/owner-directory.js';
import type { Wallet } from './wallet.client.js';

/** Reads balances, in the cell that the wallet's id or the account's directory entry names. The engine alone writes. */
@Injectable()
export class WalletStore {
  constructor(
    private readonly database: Database,
    private readonly owners: OwnerDirectory,
  ) {}

  async find(walletId: string): Promise<Wallet | null> {
    const cell = cellOfId('wallet', walletId);
    if (cell === null) return null;
    const [row] = await this.database.query<BalanceRow>(
      `SELECT ${COLUMNS} FROM ${this.database.schema}.balances WHERE cell = $1 AND wallet_id = $2`,
      [cell, walletId],
    );
    return row ? walletOf(row) : null;
  }

  /** Rows without a wallet id hold credits only: no wallet was ever opened there. */
  async ofAccount(account: Account): Promise<Wallet[]> {
    const rows = await this.balancesOf(account);
    return rows.filter(({ wallet_id }) => wallet_id !== null).map(walletOf);
  }

  /** The account's credits in a currency; 0 when none were ever granted. */
  async creditsOf(account: Account, currency: string): Promise<Decimal> {
    const rows = await this.balancesOf(account);
    const row = rows.find((candidate) => candidate.currency === currency);
    return row ? fromNumeric(row.credits) : ZERO;
  }

  private async balancesOf(account: Account): Promise<BalanceRow[]> {
    const cell = await this.owners.find(account.type, account.id);
    if (cell === null) return [];
    return this.database.query<BalanceRow>(
      `SELECT ${COLUMNS} FROM ${this.database.schema}.balances
        WHERE cell = $1 AND account_id = $2
        ORDER BY currency`,
      [cell, accountIdOf(account)],
    );
  }
}

const COLUMNS = 'account_id, wallet_id, currency, available, held, credits, overdraft_limit, updated_at';

interface BalanceRow {
  readonly account_id: string;
  readonly wallet_id: string | null;
  readonly currency: string;
  readonly available: string;
  readonly held: string;
  readonly credits: string;
  readonly overdraft_limit: string;
  readonly updated_at: Date;
}

function walletOf(row: BalanceRow): Wallet {
  return {
    walletId: row.wallet_id as string,
    account: accountOf(row.account_id),
    currency: row.currency,
    available: fromNumeric(row.available),
    held: fromNumeric(row.held),
    overdraftLimit: fromNumeric(row.overdraft_limit),
    updatedAt: row.updated_at,
  };
}
