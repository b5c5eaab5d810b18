import { Injectable } from '@nestjs/common';
import type { Reader } from '../../database/pacing/patience.js';
import { Reads } from '../../database/reads/reads.service.js';
import { SqlParameters } from '../../database/reads/sql-parameters.js';
import { accountIdOf } from '../../domain/commands.js';
import { fromNumeric } from '../../domain/decimal.js';
import { transactionIdOf } from '../../domain/ledger.js';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import type { LedgerAccount } from '../../domain/vocabulary.js';
import { cellOfId } from '../../engine/ids.js';
import type { Wallet } from './wallet.client.js';
import {
  operationsOf,
  typeOfOperation,
  type WalletTransactionFilter,
  type WalletTransactionRecord,
} from './wallet-transaction.js';

/**
 * A wallet's history out of the ledger: every posting from or to the available balance. Posting ids begin with their
 * time, so the primary key read backwards is newest first.
 */
@Injectable()
export class WalletTransactionReadModel {
  constructor(private readonly reads: Reads) {}

  async list(
    wallet: Wallet,
    filter: WalletTransactionFilter,
    reader: Reader,
  ): Promise<WalletTransactionRecord[]> {
    const sql = new SqlParameters();
    const conditions = [
      `cell = ${sql.add(cellOfId('wallet', wallet.walletId))}`,
      `account_id = ${sql.add(accountIdOf(wallet.account))}`,
      `currency = ${sql.add(wallet.currency)}`,
      `(source = 'available' OR destination = 'available')`,
    ];
    if (filter.type !== null)
      conditions.push(`operation = ANY (${sql.add(operationsOf(filter.type))}::text[])`);
    if (filter.from !== null) conditions.push(`created_at >= ${sql.add(new Date(filter.from))}`);
    if (filter.until !== null) conditions.push(`created_at < ${sql.add(new Date(filter.until))}`);
    if (filter.before !== null) conditions.push(`posting_id < ${sql.add(postingIdOf(filter.before))}::uuid`);
    const rows = await this.reads.query<PostingRow>(
      reader,
      `SELECT posting_id, destination, amount, operation, billing_id, balance_after, reference_id, description,
              metadata, created_at
         FROM ${this.reads.schema}.postings
        WHERE ${conditions.join(' AND ')}
        ORDER BY posting_id DESC
        LIMIT ${sql.add(filter.limit)} OFFSET ${sql.add(filter.offset)}`,
      sql.values,
    );
    return rows.map(transactionOf);
  }
}

/** `txn_` and the digits of a posting's id. */
const TRANSACTION_ID = /^txn_([0-9a-f]{32})$/;

function postingIdOf(transactionId: string): string {
  const [, postingId] = TRANSACTION_ID.exec(transactionId) ?? [];
  if (postingId !== undefined) return postingId;
  const message = 'cursor is not a cursor that this service gave';
  throw new DomainError(invalid({ field: 'cursor', rule: 'cursor', message }));
}

interface PostingRow {
  readonly posting_id: string;
  readonly destination: LedgerAccount;
  readonly amount: string;
  readonly operation: string;
  readonly billing_id: string | null;
  /** Never null here: these postings touch the available balance. */
  readonly balance_after: string;
  readonly reference_id: string | null;
  readonly description: string | null;
  readonly metadata: Record<string, unknown> | null;
  readonly created_at: Date;
}

function transactionOf(row: PostingRow): WalletTransactionRecord {
  const amount = fromNumeric(row.amount);
  const balanceAfter = fromNumeric(row.balance_after);
  return {
    transactionId: transactionIdOf(row.posting_id),
    type: typeOfOperation(row.operation),
    amount,
    balanceBefore: row.destination === 'available' ? balanceAfter.minus(amount) : balanceAfter.plus(amount),
    balanceAfter,
    billingId: row.billing_id,
    referenceId: row.reference_id,
    description: row.description,
    metadata: row.metadata,
    createdAt: row.created_at,
  };
}
