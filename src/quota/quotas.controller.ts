import { Body, Controller, Delete, Get, HttpCode, Patch, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Refuses } from '../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../http/idempotency/idempotency-key.decorator.js';
import { CurrentRequest, type RequestContext } from '../http/current-request.decorator.js';
import { markReplayed, respondCreated } from '../http/response.js';
import { IdParam } from '../http/validation/id-param.decorator.js';
import { NewQuotaDto } from './dto/new-quota.dto.js';
import { QuotaChangeDto } from './dto/quota-change.dto.js';
import { QuotaDto } from './dto/quota.dto.js';
import { QuotaListDto } from './dto/quota-list.dto.js';
import { QuotaListQuery } from './dto/quota-list-query.dto.js';
import { QuotaListReadModel } from './quota-list.read-model.js';
import { requiredScopeOf } from './quota-scope.js';
import { Quotas } from './quotas.service.js';

@ApiTags('Quotas')
@Controller('api/v1/quotas')
export class QuotasController {
  constructor(
    private readonly quotas: Quotas,
    private readonly lists: QuotaListReadModel,
  ) {}

  /** Limits the usage of a user, an organisation or a subscription. It counts usage from now on. */
  @ApiOperation({ summary: 'Create a quota' })
  @Refuses('subscription_not_found', 'quota_already_exists', 'limit_reached', 'idempotency_key_conflict')
  @Post()
  async create(
    @Body() body: NewQuotaDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<QuotaDto> {
    const { answer, replayed } = await this.quotas.create(
      {
        ...requiredScopeOf(body),
        serviceType: body.service_type,
        productId: body.product_id ?? null,
        limit: body.quota_limit,
        period: body.quota_period,
        enforcement: body.enforcement ?? 'hard',
      },
      key,
      request,
    );
    markReplayed(request, replayed);
    respondCreated(request, `/api/v1/quotas/${answer.quota_id}`);
    return answer;
  }

  /** Newest first, with the counters as they stand now. */
  @ApiOperation({ summary: 'List quotas' })
  @Get()
  list(@Query() query: QuotaListQuery, @CurrentRequest() request: RequestContext): Promise<QuotaListDto> {
    return this.lists.list(query, request);
  }

  /** One quota, with its counter as it stands now. */
  @ApiOperation({ summary: 'Read a quota' })
  @Refuses('quota_not_found')
  @Get(':quota_id')
  get(@IdParam('quota_id') quotaId: string): Promise<QuotaDto> {
    return this.quotas.get(quotaId);
  }

  /** Changes the limit, the enforcement or both; what has been used stays. */
  @ApiOperation({ summary: 'Change a quota' })
  @Refuses('quota_not_found', 'idempotency_key_conflict')
  @Patch(':quota_id')
  async change(
    @IdParam('quota_id') quotaId: string,
    @Body() body: QuotaChangeDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<QuotaDto> {
    const change = { limit: body.quota_limit, enforcement: body.enforcement };
    const { answer, replayed } = await this.quotas.change(quotaId, change, key, request);
    markReplayed(request, replayed);
    return answer;
  }

  /** Nothing is limited by it from now on. What it let through or refused stays as it is. */
  @ApiOperation({ summary: 'Remove a quota' })
  @Refuses('quota_not_found', 'idempotency_key_conflict')
  @Delete(':quota_id')
  @HttpCode(204)
  async remove(
    @IdParam('quota_id') quotaId: string,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<void> {
    const { replayed } = await this.quotas.remove(quotaId, key, request);
    markReplayed(request, replayed);
  }
}
