import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.service.js';
import { accountIdOf, type ChargeCommand, type ProcessCommand } from '../../domain/commands.js';
import type { ChargeOutcome } from '../../domain/outcomes.js';
import { cellOfAttempt } from '../settlement/attempts/attempt-cells.js';

/**
 * Reads what a settlement has made of a charge: it replaced the answer that stands under the charge's key. A read of one
 * row and no command, since whoever asks knows that it is committed: the lane has the next charges to decide.
 */
@Injectable()
export class FinalAnswers {
  constructor(private readonly database: Database) {}

  /** Null when there is none; `attemptId` is one of the charge's. */
  async find(
    { account, type }: ChargeCommand | ProcessCommand,
    key: string,
    attemptId: string,
  ): Promise<ChargeOutcome | null> {
    const [row] = await this.database.query<{ outcome: ChargeOutcome }>(
      `SELECT outcome FROM ${this.database.schema}.idempotency_keys
        WHERE cell = $1 AND account_id = $2 AND operation = $3 AND key = $4`,
      [cellOfAttempt(attemptId), accountIdOf(account), type, key],
    );
    return row?.outcome ?? null;
  }
}
