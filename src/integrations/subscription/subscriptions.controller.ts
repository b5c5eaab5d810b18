import { Body, Controller, Get, Inject, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { DomainError, refuse } from '../../domain/problems/problems.js';
import { Refuses } from '../../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../../http/idempotency/idempotency-key.decorator.js';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { markReplayed, respondCreated } from '../../http/response.js';
import { IdParam } from '../../http/validation/id-param.decorator.js';
import { callContextOf } from '../upstream/calls/call-context.js';
import { NewSubscriptionDto } from './dto/new-subscription.dto.js';
import { SubscriptionListQueryDto } from './dto/subscription-list-query.dto.js';
import { SubscriptionListDto } from './dto/subscription-list.dto.js';
import { SubscriptionDto } from './dto/subscription.dto.js';
import { SUBSCRIPTION_CLIENT, type SubscriptionClient } from './subscription.client.js';
import { newSubscriptionOf, subscriptionDtoOf } from './subscription.mapper.js';

@ApiTags('Subscriptions')
@Controller('api/v1')
export class SubscriptionsController {
  constructor(@Inject(SUBSCRIPTION_CLIENT) private readonly subscriptions: SubscriptionClient) {}

  /** Usage of the included products costs nothing until a period's quantity is used up. */
  @ApiOperation({ summary: 'Create a subscription' })
  @Refuses('subscription_already_exists', 'limit_reached', 'managed_upstream')
  @Post(['subscriptions', 'product/subscriptions'])
  async create(
    @Body() body: NewSubscriptionDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<SubscriptionDto> {
    const { subscriptionId, replayed } = await this.subscriptions.subscribe(newSubscriptionOf(body), key);
    markReplayed(request, replayed);
    respondCreated(request, `/api/v1/subscriptions/${encodeURIComponent(subscriptionId)}`);
    return this.get(subscriptionId, request);
  }

  @ApiOperation({ summary: 'List the subscriptions of a user' })
  @Refuses('upstream_unavailable')
  @Get(['subscriptions/user/:user_id', 'product/subscriptions/user/:user_id'])
  async list(
    @IdParam('user_id') userId: string,
    @Query() query: SubscriptionListQueryDto,
    @CurrentRequest() request: RequestContext,
  ): Promise<SubscriptionListDto> {
    const found = await this.subscriptions.subscriptionsOfUser(
      userId,
      query.status ?? null,
      callContextOf(request),
    );
    return { subscriptions: found.map(subscriptionDtoOf), count: found.length };
  }

  @ApiOperation({ summary: 'Read a subscription' })
  @Refuses('subscription_not_found', 'upstream_unavailable')
  @Get(['subscriptions/:subscription_id', 'product/subscriptions/:subscription_id'])
  async get(
    @IdParam('subscription_id') subscriptionId: string,
    @CurrentRequest() request: RequestContext,
  ): Promise<SubscriptionDto> {
    const subscription = await this.subscriptions.findSubscription(subscriptionId, callContextOf(request));
    if (subscription) return subscriptionDtoOf(subscription);
    throw new DomainError(
      refuse('subscription_not_found', 'Subscription not found', { subscription_id: subscriptionId }),
    );
  }
}
