import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest, type RequestContext } from '../http/current-request.decorator.js';
import { Refuses } from '../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../http/idempotency/idempotency-key.decorator.js';
import { callContextOf } from '../integrations/upstream/calls/call-context.js';
import { BillingService } from './billing.service.js';
import { answerCharge } from './charging/charge-answer.js';
import { CHARGE_REFUSALS } from './charging/charge-refusals.js';
import { CalculateDto } from './dto/calculate.dto.js';
import { ChargeResultDto } from './dto/charge-result.dto.js';
import { ProcessDto } from './dto/process.dto.js';
import { QuoteDto } from './dto/quote.dto.js';
import { toQuoteDto } from './quote.mapper.js';

@ApiTags('Billing')
@Controller('api/v1/billing')
export class BillingController {
  constructor(private readonly billing: BillingService) {}

  /** What a usage would cost its payer now, and who could pay it. Changes nothing; quotas are not looked at. */
  @ApiOperation({ summary: 'Calculate the cost of a usage' })
  @Refuses('product_pricing_not_found', 'price_unavailable')
  @Post('calculate')
  @HttpCode(200)
  async calculate(@Body() usage: CalculateDto): Promise<QuoteDto> {
    return toQuoteDto(await this.billing.calculate(usage));
  }

  /**
   * Decides a `pending` or `failed` record again, from the start: the price at the usage's time, the quotas and
   * balances of now.
   */
  @ApiOperation({ summary: 'Process a record that is not billed yet' })
  @ApiResponse({ status: 200, type: ChargeResultDto, description: 'Billed.' })
  @ApiResponse({
    status: 202,
    type: ChargeResultDto,
    description: 'The payment is still under way, or waits for a service that is away.',
  })
  @Refuses('billing_record_not_found', 'billing_already_processed', ...CHARGE_REFUSALS)
  @Post('process')
  @HttpCode(200)
  async process(
    @Body() body: ProcessDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<ChargeResultDto> {
    return answerCharge(request, await this.billing.process(body, key, callContextOf(request)));
  }
}
