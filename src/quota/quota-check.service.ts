import { Injectable } from '@nestjs/common';
import { Clock } from '../database/clock.service.js';
import {
  decideQuota,
  quotaApplies,
  type QuotaDecision,
  type QuotaRequest,
  readQuota,
} from '../domain/quota.js';
import type { QuotaScope, ServiceType } from '../domain/vocabulary.js';
import { OwnerDirectory } from '../engine/owner-directory.js';
import type { QuotaDto } from './dto/quota.dto.js';
import { quotaOf, toQuotaDto } from './quota.mapper.js';
import { type QuotaOwner, QuotaStore } from './quota.store.js';

type Scopes = Pick<QuotaRequest, 'userId' | 'organizationId' | 'subscriptionId'>;

/** What quotas say about a usage, by the rules that the engine consumes them by. Reads only. */
@Injectable()
export class QuotaCheck {
  constructor(
    private readonly store: QuotaStore,
    private readonly directory: OwnerDirectory,
    private readonly clock: Clock,
  ) {}

  async check(request: QuotaRequest): Promise<QuotaDecision> {
    const [owners, now] = await Promise.all([this.ownersOf(request), this.clock.now()]);
    const found = await this.store.findFor(owners, request.serviceType, request.productId);
    const quotas = found.map(quotaOf).filter((quota) => quotaApplies(quota, request));
    const readings = quotas.map((quota) => readQuota(quota, now));
    return decideQuota(readings, request.amount);
  }

  /** The quotas that the user has of their own. */
  async ofUser(userId: string, serviceType?: ServiceType): Promise<QuotaDto[]> {
    const [owner, now] = await Promise.all([this.findOwner('user', userId), this.clock.now()]);
    const quotas = owner ? await this.store.listOf(owner, serviceType) : [];
    return quotas.map((quota) => toQuotaDto(quota, now));
  }

  private async ownersOf({ userId, organizationId, subscriptionId }: Scopes): Promise<QuotaOwner[]> {
    const owners = await Promise.all([
      this.findOwner('user', userId),
      this.findOwner('organization', organizationId),
      this.findOwner('subscription', subscriptionId),
    ]);
    return owners.filter((owner) => owner !== null);
  }

  /** Null for an owner that no write has named: it has no quota, and gets no row by being asked about. */
  private async findOwner(scope: QuotaScope, scopeId: string | null): Promise<QuotaOwner | null> {
    if (scopeId === null) return null;
    const cell = await this.directory.find(scope, scopeId);
    return cell === null ? null : { cell, scope, scopeId };
  }
}
