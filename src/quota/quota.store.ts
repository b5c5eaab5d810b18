import { Injectable } from '@nestjs/common';
import { InjectRepository } from '@nestjs/typeorm';
import { type EntityManager, In, type Repository } from 'typeorm';
import { Database } from '../database/database.service.js';
import { BillingQuotaEntity } from '../database/entities/billing-quota.entity.js';
import type { Queryable } from '../database/queryable.js';
import type { Decimal } from '../domain/decimal.js';
import { MAX_QUOTAS_OF_AN_OWNER } from '../domain/limits.js';
import type { Enforcement, QuotaScope, ServiceType } from '../domain/vocabulary.js';
import { cellOfId } from '../engine/ids.js';

export type NewQuotaRow = Omit<BillingQuotaEntity, 'id'>;

/** Whose quota, and where it lives. */
export interface QuotaOwner {
  readonly cell: number;
  readonly scope: QuotaScope;
  readonly scopeId: string;
}

/** The limits in billing_quotas. The counters beside them are the engine's, and only read here. */
@Injectable()
export class QuotaStore {
  constructor(
    @InjectRepository(BillingQuotaEntity) private readonly quotas: Repository<BillingQuotaEntity>,
    private readonly database: Database,
  ) {}

  /** The quotas that may apply to a usage of the product, in the engine's order: few, since an owner has one of a kind. */
  async findFor(
    owners: readonly QuotaOwner[],
    serviceType: ServiceType,
    productId: string | null,
  ): Promise<BillingQuotaEntity[]> {
    if (owners.length === 0) return [];
    const products = In(['', ...(productId === null ? [] : [productId])]);
    return this.quotas.find({
      where: owners.map((owner) => ({ ...owner, serviceType, productId: products })),
      order: { cell: 'ASC', quotaId: 'ASC' },
    });
  }

  /** Oldest first: ids are made in the order of time. */
  async listOf(owner: QuotaOwner, serviceType: ServiceType | undefined): Promise<BillingQuotaEntity[]> {
    return this.quotas.find({
      where: { ...owner, ...(serviceType && { serviceType }) },
      order: { quotaId: 'ASC' },
      take: MAX_QUOTAS_OF_AN_OWNER,
    });
  }

  /** By its id, which names its cell; an id that this service never made names no quota. */
  async find(quotaId: string): Promise<BillingQuotaEntity | null> {
    const where = keyOf(quotaId);
    return where && this.quotas.findOneBy(where);
  }

  /** False when the owner has a quota for the same service type, product and period. */
  async insert(manager: EntityManager, quota: NewQuotaRow): Promise<boolean> {
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(BillingQuotaEntity)
      .values(quota)
      .orIgnore()
      .returning(['quotaId'])
      // Else the row's decimals come back in it as the text of the column, past the transformer.
      .updateEntity(false)
      .execute();
    return (inserted.raw as unknown[]).length > 0;
  }

  /** Until the transaction ends nobody else adds a quota to this owner. */
  async lockOwner(tx: Queryable, { scope, scopeId }: Omit<QuotaOwner, 'cell'>): Promise<void> {
    await tx.query(
      `SELECT FROM ${this.database.schema}.owners WHERE owner_kind = $1 AND owner_id = $2 FOR UPDATE`,
      [scope, scopeId],
    );
  }

  async countOf(manager: EntityManager, { cell, scope, scopeId }: QuotaOwner): Promise<number> {
    return manager.countBy(BillingQuotaEntity, { cell, scope, scopeId });
  }

  async findTwin(manager: EntityManager, quota: NewQuotaRow): Promise<BillingQuotaEntity | null> {
    const { cell, scope, scopeId, serviceType, productId, quotaPeriod } = quota;
    return manager.findOneBy(BillingQuotaEntity, {
      cell,
      scope,
      scopeId,
      serviceType,
      productId,
      quotaPeriod,
    });
  }

  /** Names only the columns that change: a batch may be moving the counter of the same row. Null: no such quota. */
  async change(
    manager: EntityManager,
    quotaId: string,
    change: { quotaLimit?: Decimal; enforcement?: Enforcement; updatedAt: Date },
  ): Promise<BillingQuotaEntity | null> {
    const where = keyOf(quotaId);
    if (where === null) return null;
    await manager.update(BillingQuotaEntity, where, change);
    return manager.findOneBy(BillingQuotaEntity, where);
  }

  /** False: no such quota. */
  async remove(manager: EntityManager, quotaId: string): Promise<boolean> {
    const where = keyOf(quotaId);
    if (where === null) return false;
    const removed = await manager.delete(BillingQuotaEntity, where);
    return removed.affected === 1;
  }
}

function keyOf(quotaId: string): Pick<BillingQuotaEntity, 'cell' | 'quotaId'> | null {
  const cell = cellOfId('quota', quotaId);
  return cell === null ? null : { cell, quotaId };
}
