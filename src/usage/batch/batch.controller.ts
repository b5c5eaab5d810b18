import { Controller, HttpCode, Post, Query, type StreamableFile } from '@nestjs/common';
import { ApiExtraModels, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { IdempotencyKey, type RequestKey } from '../../http/idempotency/idempotency-key.decorator.js';
import { RecordUsageDto } from '../dto/record-usage.dto.js';
import { BATCH_ANSWER, BATCH_BODY } from './batch-document.js';
import { BatchRecorder } from './batch-recorder.service.js';
import { BatchAnswerDto } from './dto/batch-answer.dto.js';
import { BatchQueryDto } from './dto/batch-query.dto.js';
import { BatchSummaryDto } from './dto/batch-summary.dto.js';
import { ItemResultDto } from './dto/item-result.dto.js';

@ApiTags('Usage')
@Controller('api/v1')
export class UsageBatchController {
  constructor(private readonly recorder: BatchRecorder) {}

  /**
   * Records many usage events, each as `usage/record` would: its own outcome, its own record, its own retry. An item's
   * `request_id` names it, or else the `Idempotency-Key` header and the item's place do; sent again, whole or in part, it
   * is not billed twice. The items of one payer are decided in their order. Nothing waits for a payment (202).
   *
   * A list is checked whole before anything is recorded. A stream is recorded while it comes and answered while it is
   * recorded: read the answer while you send, or ask for `outcomes=failed`. An answer without a summary at its end was cut
   * off: send the batch again.
   */
  @ApiOperation({ summary: 'Record many usage events', requestBody: BATCH_BODY })
  @ApiExtraModels(RecordUsageDto, BatchAnswerDto, BatchSummaryDto, ItemResultDto)
  @ApiResponse(BATCH_ANSWER)
  @Post(['usage/record/batch', 'billing/usage/record/batch'])
  @HttpCode(200)
  record(
    @Query() { outcomes }: BatchQueryDto,
    @IdempotencyKey() requestKey: RequestKey,
    @CurrentRequest() context: RequestContext,
  ): Promise<BatchAnswerDto | StreamableFile> {
    return this.recorder.record({ context, requestKey, onlyFailed: outcomes === 'failed' });
  }
}
