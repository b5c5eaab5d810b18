import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock } from '../database/clock.service.js';
import type { Reader } from '../database/pacing/patience.js';
import { type KeyedAnswer, WriteKeys } from '../database/write-keys.store.js';
import { type Decimal, formatQuantity, ZERO } from '../domain/decimal.js';
import { limitReached, MAX_QUOTAS_OF_AN_OWNER } from '../domain/limits.js';
import { quotaWindow } from '../domain/rating/period.js';
import { DomainError, invalid, refuse } from '../domain/problems/problems.js';
import type { Enforcement, QuotaPeriod, QuotaScope, ServiceType } from '../domain/vocabulary.js';
import { newId } from '../engine/ids.js';
import { OwnerDirectory } from '../engine/owner-directory.js';
import type { QuotaDto } from './dto/quota.dto.js';
import { toQuotaDto } from './quota.mapper.js';
import { type NewQuotaRow, type QuotaOwner, QuotaStore } from './quota.store.js';

/** A quota to be made; its scope and its limit are already checked. */
export interface NewQuota {
  readonly scope: QuotaScope;
  readonly scopeId: string;
  readonly serviceType: ServiceType;
  readonly productId: string | null;
  readonly limit: Decimal;
  readonly period: QuotaPeriod;
  readonly enforcement: Enforcement;
}

export interface QuotaChange {
  readonly limit?: Decimal;
  readonly enforcement?: Enforcement;
}

/**
 * Makes, changes and removes the limits. None of this belongs to a payer, so it does not go through the engine: each
 * write is one transaction under its idempotency key, and none of them touches a counter.
 */
@Injectable()
export class Quotas {
  constructor(
    private readonly store: QuotaStore,
    private readonly writeKeys: WriteKeys,
    private readonly directory: OwnerDirectory,
    private readonly clock: Clock,
  ) {}

  async get(quotaId: string): Promise<QuotaDto> {
    const [entity, now] = await Promise.all([this.store.find(quotaId), this.clock.now()]);
    if (entity === null) throw notFound(quotaId);
    return toQuotaDto(entity, now);
  }

  /** Throws `quota_already_exists` with the id of the one that does. */
  async create(quota: NewQuota, key: string, reader: Reader): Promise<KeyedAnswer<QuotaDto>> {
    const cell = await this.cellOf(quota);
    const request = { ...quota, limit: formatQuantity(quota.limit) };
    return this.writeKeys.run({ operation: 'create_quota', key, request }, reader, async (tx, manager) => {
      const now = await this.clock.now(tx);
      const row = newRow(quota, cell, now);
      await this.store.lockOwner(tx, row);
      if (await this.store.insert(manager, row)) {
        await this.refuseTooMany(manager, row);
        return toQuotaDto({ ...row, id: '' }, now);
      }
      const twin = await this.store.findTwin(manager, row);
      throw new DomainError(
        refuse('quota_already_exists', 'Quota already exists', twin ? { quota_id: twin.quotaId } : {}),
      );
    });
  }

  /** Counted under the owner's lock; the refusal takes the quota that was just added with it. */
  private async refuseTooMany(manager: EntityManager, owner: QuotaOwner): Promise<void> {
    if ((await this.store.countOf(manager, owner)) <= MAX_QUOTAS_OF_AN_OWNER) return;
    throw new DomainError(limitReached('quotas of an owner', MAX_QUOTAS_OF_AN_OWNER));
  }

  async change(
    quotaId: string,
    change: QuotaChange,
    key: string,
    reader: Reader,
  ): Promise<KeyedAnswer<QuotaDto>> {
    const { limit, enforcement } = change;
    if (limit === undefined && enforcement === undefined) throw nothingToChange();
    const request = {
      quotaId,
      limit: limit ? formatQuantity(limit) : null,
      enforcement: enforcement ?? null,
    };
    return this.writeKeys.run({ operation: 'change_quota', key, request }, reader, async (tx, manager) => {
      const now = await this.clock.now(tx);
      const changed = await this.store.change(manager, quotaId, {
        ...(limit && { quotaLimit: limit }),
        ...(enforcement && { enforcement }),
        updatedAt: new Date(now),
      });
      if (changed === null) throw notFound(quotaId);
      return toQuotaDto(changed, now);
    });
  }

  async remove(quotaId: string, key: string, reader: Reader): Promise<KeyedAnswer<null>> {
    return this.writeKeys.run(
      { operation: 'remove_quota', key, request: { quotaId } },
      reader,
      async (_tx, manager) => {
        if (!(await this.store.remove(manager, quotaId))) throw notFound(quotaId);
        return null;
      },
    );
  }

  /** A quota lives where its owner does. A user or organisation may be limited before its first usage. */
  private async cellOf({ scope, scopeId }: NewQuota): Promise<number> {
    if (scope !== 'subscription') return this.directory.resolveOwner({ kind: scope, id: scopeId });
    const cell = await this.directory.find('subscription', scopeId);
    if (cell !== null) return cell;
    throw new DomainError(
      refuse('subscription_not_found', 'Subscription not found', { subscription_id: scopeId }),
    );
  }
}

/** A quota counts from its creation: its first window is the running one, and nothing of it is used. */
function newRow(quota: NewQuota, cell: number, now: number): NewQuotaRow {
  return {
    cell,
    quotaId: newId('quota', cell, now),
    scope: quota.scope,
    scopeId: quota.scopeId,
    serviceType: quota.serviceType,
    productId: quota.productId ?? '',
    quotaLimit: quota.limit,
    quotaUsed: ZERO,
    quotaPeriod: quota.period,
    windowStart: new Date(quotaWindow(quota.period, now).start),
    enforcement: quota.enforcement,
    createdAt: new Date(now),
    updatedAt: new Date(now),
  };
}

function notFound(quotaId: string): DomainError {
  return new DomainError(refuse('quota_not_found', 'Quota not found', { quota_id: quotaId }));
}

function nothingToChange(): DomainError {
  const message = 'quota_limit or enforcement is required';
  return new DomainError(invalid({ field: 'quota_limit', rule: 'required', message }));
}
