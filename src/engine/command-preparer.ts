import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.service.js';
import { accountIdOf, type Command, type SubscribeCommand, type UsageEvent } from '../domain/commands.js';
import { DomainError, refuse } from '../domain/problems/problems.js';
import type { QuotaUse } from '../domain/quota.js';
import type { QuotaScope } from '../domain/vocabulary.js';
import { cellOfId, ID_PREFIXES } from './ids.js';
import { OwnerDirectory } from './owner-directory.js';
import type { ScopeRef, Ticket } from './lanes/ticket.js';

/** What can be known of a command before its locks: its cell, and which quotas it may touch. */
export type Prepared = Pick<Ticket, 'command' | 'cell' | 'scopes' | 'quotaIds'>;

/** The columns of a record that never change once it is written, read without a lock. */
interface FixedRecordRow {
  readonly account_id: string;
  readonly user_id: string;
  readonly organization_id: string | null;
  readonly subscription_id: string | null;
  readonly quota_uses: readonly QuotaUse[] | null;
}

const NO_QUOTAS = { scopes: [], quotaIds: [] } as const;

/** Finds a command's lane and the owners that it names, and gives a cell to those that have none. */
@Injectable()
export class CommandPreparer {
  constructor(
    private readonly database: Database,
    private readonly directory: OwnerDirectory,
  ) {}

  /** `quotaIds`: see SubmitOptions. */
  async prepare(command: Command, key: string, quotaIds?: readonly string[]): Promise<Prepared> {
    switch (command.type) {
      case 'charge':
        return this.prepareCharge(command, command.usage);
      case 'decide_again':
      case 'process':
        return this.prepareProcess(command, command.billingId);
      case 'settle_payment':
        return this.prepareSettlement(command, command.billingId, quotaIds);
      case 'subscribe':
        return this.prepareSubscribe(command, key);
      default:
        return { command, cell: await this.cellOfPayer(command), ...NO_QUOTAS };
    }
  }

  private cellOfPayer({ account }: Command): Promise<number> {
    return this.directory.resolveOwner({ kind: account.type, id: account.id });
  }

  /** A new payer goes to its organisation's cell, a new user to its payer's: what comes together stays together. */
  private async prepareCharge(command: Command, usage: UsageEvent): Promise<Prepared> {
    const { account } = command;
    const scopes: ScopeRef[] = [];
    let near: { near?: number } = {};
    if (usage.organizationId !== null) {
      const cell = await this.directory.resolveOwner({ kind: 'organization', id: usage.organizationId });
      scopes.push({ scope: 'organization', scopeId: usage.organizationId, cell });
      near = { near: cell };
    }
    const cell = await this.directory.resolveOwner({ kind: account.type, id: account.id, ...near });
    const userCell = await this.directory.resolveOwner({ kind: 'user', id: usage.userId, near: cell });
    scopes.push({ scope: 'user', scopeId: usage.userId, cell: userCell });
    scopes.push(...(await this.existingScope('subscription', usage.subscriptionId)));
    return { command, cell, scopes, quotaIds: [] };
  }

  private async prepareProcess(command: Command, billingId: string): Promise<Prepared> {
    const { cell, row } = await this.recordOf(command, billingId);
    const scopes = [
      ...(await this.existingScope('user', row.user_id)),
      ...(await this.existingScope('organization', row.organization_id)),
      ...(await this.existingScope('subscription', row.subscription_id)),
    ];
    return { command, cell, scopes, quotaIds: [] };
  }

  /** A declined payment gives back to the quotas that the record says it consumed. */
  private async prepareSettlement(
    command: Command,
    billingId: string,
    known: readonly string[] | undefined,
  ): Promise<Prepared> {
    const cell = known && cellOfId('record', billingId);
    if (known && typeof cell === 'number') return { command, cell, scopes: [], quotaIds: placed(known) };
    const { cell: found, row } = await this.recordOf(command, billingId);
    const uses = row.quota_uses ?? [];
    return { command, cell: found, scopes: [], quotaIds: placed(uses.map(({ quota_id }) => quota_id)) };
  }

  /** A subscription lives in its payer's cell, and its id is an owner too: quotas can be set for it. */
  private async prepareSubscribe(command: SubscribeCommand, key: string): Promise<Prepared> {
    const cell = await this.cellOfPayer(command);
    const subscriptionId = command.subscriptionId ?? subscriptionIdFor(command, key);
    const owner = { kind: 'subscription', id: subscriptionId, near: cell } as const;
    if ((await this.directory.resolveOwner(owner)) !== cell) {
      throw new DomainError(
        refuse('subscription_already_exists', 'A subscription with this id exists', {
          subscription_id: subscriptionId,
        }),
      );
    }
    return { command: { ...command, subscriptionId }, cell, ...NO_QUOTAS };
  }

  private async existingScope(scope: QuotaScope, scopeId: string | null): Promise<ScopeRef[]> {
    if (scopeId === null) return [];
    const cell = await this.directory.find(scope, scopeId);
    return cell === null ? [] : [{ scope, scopeId, cell }];
  }

  /** A record of another payer is no record: its cell is not where this payer's account lives. */
  private async recordOf(
    { account }: Command,
    billingId: string,
  ): Promise<{ cell: number; row: FixedRecordRow }> {
    const cell = cellOfId('record', billingId);
    const rows =
      cell === null
        ? []
        : await this.database.query<FixedRecordRow>(
            `SELECT account_id, user_id, organization_id, subscription_id, quota_uses
               FROM ${this.database.schema}.billing_records WHERE cell = $1 AND billing_id = $2`,
            [cell, billingId],
          );
    const row = rows[0];
    if (cell === null || row?.account_id !== accountIdOf(account)) {
      throw new DomainError(refuse('billing_record_not_found', 'Billing record not found'));
    }
    return { cell, row };
  }
}

function placed(quotaIds: readonly string[]): Prepared['quotaIds'] {
  return quotaIds.flatMap((id) => {
    const cell = cellOfId('quota', id);
    return cell === null ? [] : [{ id, cell }];
  });
}

/** The same id for every retry of the key, so that a retry names the same subscription. */
function subscriptionIdFor(command: SubscribeCommand, key: string): string {
  const digest = createHash('sha256')
    .update(`${accountIdOf(command.account)}\u0000${key}`)
    .digest('hex');
  return `${ID_PREFIXES.subscription}_${digest.slice(0, 32)}`;
}
