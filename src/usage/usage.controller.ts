import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { answerCharge } from '../billing/charging/charge-answer.js';
import { CHARGE_REFUSALS } from '../billing/charging/charge-refusals.js';
import { ChargeResultDto } from '../billing/dto/charge-result.dto.js';
import { CurrentRequest, type RequestContext } from '../http/current-request.decorator.js';
import { Refuses } from '../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../http/idempotency/idempotency-key.decorator.js';
import { composedKey } from '../http/idempotency/request-key.js';
import { useIdempotencyKey } from '../http/response.js';
import { callContextOf } from '../integrations/upstream/calls/call-context.js';
import { RecordUsageDto } from './dto/record-usage.dto.js';
import { UsageService } from './usage.service.js';

@ApiTags('Usage')
@Controller('api/v1')
export class UsageController {
  constructor(private readonly usage: UsageService) {}

  /**
   * Prices the usage, checks quotas, charges the payer and keeps a billing record, all or nothing. Usage that cannot
   * be billed is kept too: the refusal names its `billing_id`, which `billing/process` takes once the reason is gone.
   */
  @ApiOperation({ summary: 'Record usage and bill it' })
  @ApiResponse({ status: 200, type: ChargeResultDto, description: 'Recorded and billed.' })
  @ApiResponse({
    status: 202,
    type: ChargeResultDto,
    description: 'Recorded; the payment is still under way, or waits for a service that is away.',
  })
  @Refuses(...CHARGE_REFUSALS, 'too_many_refusals')
  @Post(['usage/record', 'billing/usage/record'])
  @HttpCode(200)
  async record(
    @Body() usage: RecordUsageDto,
    @IdempotencyKey() sent: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<ChargeResultDto> {
    const key = effectKey(request, usage, sent);
    return answerCharge(request, await this.usage.record(usage, key, callContextOf(request)));
  }
}

/** The header's key wins; else the request_id names the event, together with its user and product. */
function effectKey(request: RequestContext, usage: RecordUsageDto, { key, sent }: RequestKey): string {
  if (sent || usage.request_id === undefined) return key;
  const composed = composedKey(usage.user_id, usage.product_id, usage.request_id);
  useIdempotencyKey(request, composed);
  return composed;
}
