import { Inject, Injectable } from '@nestjs/common';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import type { RefundCommand, SettledOutsideCommand } from '../domain/commands.js';
import { isDatabaseUnavailable } from '../database/errors/postgres-errors.js';
import { DomainError, refuse } from '../domain/problems/problems.js';
import { isRemoteMethod } from '../domain/payers/remote.js';
import type { EnginePort } from '../engine/engine.port.js';
import { Engine } from '../engine/engine.service.js';
import { outcomeUnknown } from '../engine/lanes/lane-failures.js';
import type { CallContext } from '../integrations/upstream/calls/call-context.js';
import { accountOf } from '../domain/account.js';
import type { StatusChangeDto } from './dto/status-change.dto.js';
import { RecordLookup } from './record-lookup.store.js';
import type { RecordRow } from './records/record.mapper.js';
import { SettlementRunner } from './settlement/calls/settlement.runner.js';

export interface ChangedStatus {
  readonly record: RecordRow;
  readonly replayed: boolean;
}

/** The status route: a status is never written, it is the outcome of a command. */
@Injectable()
export class RecordStatusService {
  constructor(
    @Inject(Engine) private readonly engine: EnginePort,
    @Inject(RecordLookup) private readonly records: Pick<RecordLookup, 'get'>,
    @Inject(SettlementRunner) private readonly runner: Pick<SettlementRunner, 'start' | 'takingLeases'>,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Answers the record as it reads afterwards; the same status is no change. */
  async change(
    billingId: string,
    change: StatusChangeDto,
    key: string,
    context?: CallContext,
  ): Promise<ChangedStatus> {
    const record = await this.records.get(billingId);
    const command = commandOf(record, change);
    if (command === null) return { record, replayed: false };
    const method = record.billing_method;
    const { outcome, replayed } = await this.engine.submit(command, {
      key,
      deadlineMs: this.config.http.requestDeadlineMs,
      ...this.runner.takingLeases(method, context),
    });
    // What somebody outside paid goes back there, after the commit; the reconciler sees to it if we do not.
    if (outcome.attemptId !== null && !replayed && isRemoteMethod(method)) {
      this.runner.start(outcome.attemptId, method, context);
    }
    return { record: await this.readChanged(billingId, key), replayed };
  }

  /** The change is committed: a database that fails now must not look as if nothing had happened. */
  private async readChanged(billingId: string, key: string): Promise<RecordRow> {
    try {
      return await this.records.get(billingId);
    } catch (error) {
      throw isDatabaseUnavailable(error) ? outcomeUnknown(key) : error;
    }
  }
}

/** The engine is asked even for the status that the record has: a retry finds its key there. Null: nothing to ask. */
function commandOf(record: RecordRow, change: StatusChangeDto): RefundCommand | SettledOutsideCommand | null {
  const target = { account: accountOf(record.account_id), billingId: record.billing_id };
  if (change.status === 'refunded')
    return { type: 'refund', ...target, reason: change.failure_reason ?? null };
  const walletTransactionId = change.wallet_transaction_id ?? null;
  const paymentTransactionId = change.payment_transaction_id ?? null;
  if (change.status === 'completed' && (walletTransactionId ?? paymentTransactionId) !== null) {
    return { type: 'settled_outside', ...target, walletTransactionId, paymentTransactionId };
  }
  if (record.billing_status === change.status) return null;
  throw new DomainError(
    refuse(
      'invalid_status_transition',
      change.status === 'completed'
        ? 'A record is completed by process, or here with the transaction id of an outside settlement'
        : `Billing record cannot go from ${record.billing_status} to ${change.status}`,
      { billing_id: record.billing_id, from: record.billing_status, to: change.status },
    ),
  );
}
