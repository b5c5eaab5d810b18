import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { DomainError, refuse } from '../domain/problems/problems.js';
import { cellOfId } from '../engine/ids.js';
import { RECORD_COLUMNS, type RecordRow } from './records/record.mapper.js';

/** Finds one record by its id, which names its cell. Reads without a lock: a record's account never changes. */
@Injectable()
export class RecordLookup {
  constructor(private readonly database: Database) {}

  /** Throws `billing_record_not_found`. */
  async get(billingId: string): Promise<RecordRow> {
    const record = await this.find(billingId);
    if (record === null) {
      throw new DomainError(
        refuse('billing_record_not_found', 'Billing record not found', { billing_id: billingId }),
      );
    }
    return record;
  }

  async find(billingId: string): Promise<RecordRow | null> {
    const cell = cellOfId('record', billingId);
    // An id that this service never made names no record; it is no error of the database.
    if (cell === null) return null;
    const [row] = await this.database.query<RecordRow>(
      `SELECT ${RECORD_COLUMNS}
         FROM ${this.database.schema}.billing_records
        WHERE cell = $1 AND billing_id = $2`,
      [cell, billingId],
    );
    return row ?? null;
  }
}
