import { Injectable } from '@nestjs/common';
import type { Reader } from '../../database/pacing/patience.js';
import { Reads } from '../../database/reads/reads.service.js';
import { type Account, accountIdOf } from '../../domain/commands.js';
import { type Decimal, fromNumeric } from '../../domain/decimal.js';
import { OwnerDirectory } from '../../engine/owner-directory.js';

/** Credits that were given to an account at one time: granted, or the money of a refund that found no way back. */
export interface CreditGrant {
  readonly postingId: string;
  readonly amount: Decimal;
  readonly currency: string;
  readonly description: string | null;
  readonly referenceId: string | null;
  /** The record that was refunded; null for a grant. */
  readonly billingId: string | null;
  readonly createdAt: Date;
}

/** An account's grants out of the ledger, newest first. */
@Injectable()
export class CreditGrantReadModel {
  constructor(
    private readonly reads: Reads,
    private readonly owners: OwnerDirectory,
  ) {}

  async list(account: Account, limit: number, offset: number, reader: Reader): Promise<CreditGrant[]> {
    const cell = await this.owners.find(account.type, account.id);
    if (cell === null) return [];
    const rows = await this.reads.query<GrantRow>(
      reader,
      `SELECT posting_id, amount, currency, description, reference_id, billing_id, created_at
         FROM ${this.reads.schema}.postings
        WHERE cell = $1 AND account_id = $2
          AND (operation = 'grant_credits'
               OR operation = 'settle_payment' AND source = 'external' AND destination = 'credits')
        ORDER BY posting_id DESC
        LIMIT $3 OFFSET $4`,
      [cell, accountIdOf(account), limit, offset],
    );
    return rows.map(grantOf);
  }
}

interface GrantRow {
  readonly posting_id: string;
  readonly amount: string;
  readonly currency: string;
  readonly description: string | null;
  readonly reference_id: string | null;
  readonly billing_id: string | null;
  readonly created_at: Date;
}

function grantOf(row: GrantRow): CreditGrant {
  return {
    postingId: row.posting_id,
    amount: fromNumeric(row.amount),
    currency: row.currency,
    description: row.description,
    referenceId: row.reference_id,
    billingId: row.billing_id,
    createdAt: row.created_at,
  };
}
