import { Body, Controller, Get, HttpCode, Module, Post, Query } from '@nestjs/common';
import type { Decimal } from '../../../src/domain/decimal.js';
import { DomainError, refuse } from '../../../src/domain/problems/problems.js';
import { CurrentRequest, type RequestContext } from '../../../src/http/current-request.decorator.js';
import { HttpModule } from '../../../src/http/http.module.js';
import { IdempotencyKey, type RequestKey } from '../../../src/http/idempotency/idempotency-key.decorator.js';
import { PageQuery } from '../../../src/http/paging/page-query.dto.js';
import { markReplayed, respondCreated, respondWith, useIdempotencyKey } from '../../../src/http/response.js';
import { IdParam } from '../../../src/http/validation/id-param.decorator.js';
import { IsDecimal, IsMoneyAmount } from '../../../src/http/validation/is-decimal.js';
import { IsId, OptionalId } from '../../../src/http/validation/is-id.js';
import { IsInstant } from '../../../src/http/validation/is-instant.js';
import { IsJsonObject } from '../../../src/http/validation/is-json-object.js';
import { IsListOf } from '../../../src/http/validation/is-list-of.js';
import { IsOneOf } from '../../../src/http/validation/is-one-of.js';

class PartDto {
  @IsMoneyAmount({ positive: true })
  amount: Decimal;
}

class ProbeDto {
  @IsId()
  user_id: string;

  @IsDecimal()
  usage_amount: Decimal;

  @OptionalId()
  organization_id?: string;

  @IsOneOf(['wallet_deduction', 'credit_consumption'], {
    optional: true,
    aliases: { subscription_credit: 'credit_consumption' },
  })
  billing_method?: string;

  @IsInstant({ optional: true })
  usage_timestamp?: number;

  @IsJsonObject({ optional: true })
  usage_details?: Record<string, unknown>;

  @IsListOf(() => PartDto, { optional: true, max: 2 })
  parts?: PartDto[];
}

class ProbeQuery extends PageQuery {
  @OptionalId()
  user_id?: string;
}

@Controller('probe')
export class ProbeController {
  release: () => void = () => undefined;
  entered: () => void = () => undefined;

  @Post('echo')
  @HttpCode(200)
  echo(@Body() dto: ProbeDto, @IdempotencyKey() key: RequestKey) {
    return {
      ...dto,
      usage_amount: dto.usage_amount.toFixed(),
      at: dto.usage_timestamp,
      key,
      keys: Object.keys(dto),
    };
  }

  @Post('composed')
  composed(@Body() body: { status?: number }, @CurrentRequest() request: RequestContext) {
    useIdempotencyKey(request, 'req_composed');
    markReplayed(request, true);
    respondCreated(request, '/probe/1');
    if (body.status) respondWith(request, body.status);
    return {};
  }

  @Get('page')
  page(@Query() page: ProbeQuery) {
    return { ...page };
  }

  @Get('users/:user_id')
  user(@IdParam('user_id') userId: string) {
    return { userId };
  }

  @Post('refuse')
  refuse(): never {
    throw new DomainError(
      refuse('insufficient_wallet_balance', 'Insufficient wallet balance', {
        balance: '0',
        required: '2.00',
        status: 'a fact cannot replace a member of the standard',
      }),
    );
  }

  @Get('busy')
  busy(): never {
    throw new DomainError(refuse('overloaded', 'The queue is full'));
  }

  @Get('fail')
  fail(): never {
    throw new Error('password=hunter2');
  }

  @Get('slow')
  async slow() {
    await new Promise<void>((resolve) => {
      this.release = resolve;
      this.entered();
    });
    return { done: true };
  }
}

@Module({ imports: [HttpModule], controllers: [ProbeController] })
export class ProbeModule {}
