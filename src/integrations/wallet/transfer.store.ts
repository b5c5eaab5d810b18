import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { accountOf } from '../../domain/account.js';
import type { Account } from '../../domain/commands.js';
import { type Decimal, fromNumeric } from '../../domain/decimal.js';
import type { AccountType } from '../../domain/vocabulary.js';
import { cellOfId } from '../../engine/ids.js';

/** A transfer whose money has left one wallet and is owed to the other. */
export interface OpenTransfer {
  readonly account: Account;
  readonly toAccount: Account;
  readonly toWalletId: string;
  readonly currency: string;
  readonly amount: Decimal;
  readonly description: string | null;
  readonly metadata: Readonly<Record<string, unknown>> | null;
}

/** Reads the attempts that `transfer_out` leaves; the engine alone changes them. */
@Injectable()
export class TransferStore {
  constructor(private readonly database: Database) {}

  async findOpen(transferId: string): Promise<OpenTransfer | null> {
    const cell = cellOfId('transfer', transferId);
    if (cell === null) return null;
    const [row] = await this.database.query<TransferRow>(
      `SELECT account_id, currency, amount, details
         FROM ${this.database.schema}.settlement_attempts
        WHERE cell = $1 AND attempt_id = $2 AND kind = 'transfer' AND state IN ('created', 'unknown')`,
      [cell, transferId],
    );
    return row ? transferOf(row) : null;
  }
}

interface TransferRow {
  readonly account_id: string;
  readonly currency: string;
  readonly amount: string;
  readonly details: {
    readonly to_wallet_id: string;
    readonly to_account_type: AccountType;
    readonly to_account_id: string;
    readonly description: string | null;
    readonly metadata: Record<string, unknown> | null;
  };
}

function transferOf({ account_id, currency, amount, details }: TransferRow): OpenTransfer {
  return {
    account: accountOf(account_id),
    toAccount: { type: details.to_account_type, id: details.to_account_id },
    toWalletId: details.to_wallet_id,
    currency,
    amount: fromNumeric(amount),
    description: details.description,
    metadata: details.metadata,
  };
}
