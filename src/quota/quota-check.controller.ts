import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { IdParam } from '../http/validation/id-param.decorator.js';
import { QuotaCheckDto } from './dto/quota-check.dto.js';
import { QuotaVerdictDto } from './dto/quota-verdict.dto.js';
import { UserQuotasDto } from './dto/user-quotas.dto.js';
import { UserQuotasQuery } from './dto/user-quotas-query.dto.js';
import { QuotaCheck } from './quota-check.service.js';
import { toQuotaVerdictDto } from './quota-verdict.mapper.js';

@ApiTags('Quotas')
@Controller('api/v1')
export class QuotaCheckController {
  constructor(private readonly quotaCheck: QuotaCheck) {}

  /**
   * Whether a usage would be within every quota that applies to it. The answer is 200 either way; asking changes
   * nothing. Recording the usage decides again, so a check is advice and no promise.
   */
  @ApiOperation({ summary: 'Check quotas before a usage' })
  @Post(['quota/check', 'billing/quota/check'])
  @HttpCode(200)
  async check(@Body() body: QuotaCheckDto): Promise<QuotaVerdictDto> {
    const decision = await this.quotaCheck.check({
      userId: body.user_id ?? null,
      organizationId: body.organization_id ?? null,
      subscriptionId: body.subscription_id ?? null,
      serviceType: body.service_type,
      productId: body.product_id ?? null,
      amount: body.requested_amount,
    });
    return toQuotaVerdictDto(decision, body.requested_amount);
  }

  /** The quotas that a user has of their own, with the counters as they stand now. */
  @ApiOperation({ summary: 'Quotas of a user' })
  @Get(['quota/:user_id', 'billing/quota/:user_id'])
  async ofUser(@IdParam('user_id') userId: string, @Query() query: UserQuotasQuery): Promise<UserQuotasDto> {
    return { user_id: userId, quotas: await this.quotaCheck.ofUser(userId, query.service_type) };
  }
}
