import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Refuses } from '../../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../../http/idempotency/idempotency-key.decorator.js';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { markReplayed, respondCreated } from '../../http/response.js';
import { AccountCurrencyQueryDto } from '../account/account-currency-query.dto.js';
import { namedAccount } from '../account/named-account.js';
import { callContextOf } from '../upstream/calls/call-context.js';
import { creditBalanceOf, creditGrantOf, grantedCreditsOf } from './credit.mapper.js';
import { Credits } from './credits.service.js';
import { CreditBalanceDto } from './dto/credit-balance.dto.js';
import { CreditGrantListDto } from './dto/credit-grant-list.dto.js';
import { CreditGrantQueryDto } from './dto/credit-grant-query.dto.js';
import { GrantCreditsDto } from './dto/grant-credits.dto.js';
import { GrantedCreditsDto } from './dto/granted-credits.dto.js';

@ApiTags('Credits')
@Controller('api/v1/credits')
export class CreditsController {
  constructor(private readonly credits: Credits) {}

  /** Gives credits to an account. Charges take them before the wallet, or when `credit_consumption` is asked for. */
  @ApiOperation({ summary: 'Grant credits' })
  @Refuses('managed_upstream')
  @Post('grants')
  async grant(
    @Body() body: GrantCreditsDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<GrantedCreditsDto> {
    const account = namedAccount(body);
    const { outcome, replayed } = await this.credits.grant(
      {
        account,
        currency: body.currency ?? 'CREDIT',
        amount: body.amount,
        description: body.description ?? null,
        referenceId: body.reference_id ?? null,
      },
      key,
    );
    markReplayed(request, replayed);
    const query = new URLSearchParams({ billing_account_type: account.type, billing_account_id: account.id });
    respondCreated(request, `/api/v1/credits/grants?${query.toString()}`);
    return grantedCreditsOf(account, outcome);
  }

  /** What gave credits to one account, newest first: grants, and refunds that found no way back to who had paid. */
  @ApiOperation({ summary: 'List grants' })
  @Get('grants')
  async grants(
    @Query() query: CreditGrantQueryDto,
    @CurrentRequest() request: RequestContext,
  ): Promise<CreditGrantListDto> {
    const account = namedAccount(query);
    const { limit, offset } = query;
    const grants = await this.credits.grantsOf(account, limit, offset, request);
    return {
      grants: grants.map((grant) => creditGrantOf(account, grant)),
      count: grants.length,
      limit,
      offset,
    };
  }

  /** What an account has left; 0 for an account that was never granted any. */
  @ApiOperation({ summary: 'Read a credit balance' })
  @Refuses('upstream_unavailable')
  @Get('balance')
  async balance(
    @Query() query: AccountCurrencyQueryDto,
    @CurrentRequest() request: RequestContext,
  ): Promise<CreditBalanceDto> {
    const account = namedAccount(query);
    const { currency = 'CREDIT' } = query;
    const balance = await this.credits.balanceOf(account, currency, callContextOf(request));
    return creditBalanceOf(account, currency, balance);
  }
}
