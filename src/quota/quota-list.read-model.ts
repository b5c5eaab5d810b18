import { Injectable } from '@nestjs/common';
import { type FindOptionsWhere, LessThan } from 'typeorm';
import { Clock } from '../database/clock.service.js';
import { BillingQuotaEntity } from '../database/entities/billing-quota.entity.js';
import type { Reader } from '../database/pacing/patience.js';
import { Reads } from '../database/reads/reads.service.js';
import { encodeCursor } from '../http/paging/cursor.js';
import type { QuotaListDto } from './dto/quota-list.dto.js';
import type { QuotaListQuery } from './dto/quota-list-query.dto.js';
import { toQuotaDto } from './quota.mapper.js';
import { scopeOf } from './quota-scope.js';

/** `GET /api/v1/quotas`: newest first. Quota ids are made in the order of time, so they alone are the sort key. */
@Injectable()
export class QuotaListReadModel {
  constructor(
    private readonly reads: Reads,
    private readonly clock: Clock,
  ) {}

  async list(query: QuotaListQuery, reader: Reader): Promise<QuotaListDto> {
    const { limit, offset, cursor } = query;
    const where = whereOf(query);
    const { total, found, now } = await this.reads.run(reader, async (tx, manager) => ({
      total: await manager.countBy(BillingQuotaEntity, where),
      found: await manager.find(BillingQuotaEntity, {
        where: { ...where, ...(cursor && { quotaId: LessThan(cursor.billingId) }) },
        order: { quotaId: 'DESC' },
        skip: offset,
        take: limit + 1,
      }),
      now: await this.clock.now(tx),
    }));
    const page = found.slice(0, limit);
    return {
      quotas: page.map((quota) => toQuotaDto(quota, now)),
      total_count: total,
      limit,
      offset,
      next_cursor: found.length > limit ? cursorAfter(page) : null,
    };
  }
}

/** TypeORM refuses undefined in a condition, so only the filters that were given become one. */
function whereOf(query: QuotaListQuery): FindOptionsWhere<BillingQuotaEntity> {
  return {
    ...scopeOf(query),
    ...(query.service_type && { serviceType: query.service_type }),
    ...(query.product_id && { productId: query.product_id }),
    ...(query.quota_period && { quotaPeriod: query.quota_period }),
    ...(query.enforcement && { enforcement: query.enforcement }),
  };
}

function cursorAfter(page: readonly BillingQuotaEntity[]): string | null {
  const last = page.at(-1);
  return last ? encodeCursor({ usageTimestampMs: last.createdAt.getTime(), billingId: last.quotaId }) : null;
}
