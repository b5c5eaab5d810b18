import { Controller, Get, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Refuses } from '../http/docs/refuses.decorator.js';
import { IdempotencyKey, type RequestKey } from '../http/idempotency/idempotency-key.decorator.js';
import { CurrentRequest, type RequestContext } from '../http/current-request.decorator.js';
import { markReplayed } from '../http/response.js';
import { IdParam } from '../http/validation/id-param.decorator.js';
import { callContextOf } from '../integrations/upstream/calls/call-context.js';
import { StatusChangeDto } from './dto/status-change.dto.js';
import { StatusChangedDto } from './dto/status-changed.dto.js';
import { RecordLookup } from './record-lookup.store.js';
import { RecordStatusService } from './record-status.service.js';
import { RecordDto } from './records/record.dto.js';
import { toRecordDto } from './records/record.mapper.js';

@ApiTags('Billing')
@Controller('api/v1/billing/record')
export class RecordController {
  constructor(
    private readonly records: RecordLookup,
    private readonly statuses: RecordStatusService,
  ) {}

  /** One billing record, with its charge explained line by line. */
  @ApiOperation({ summary: 'Read a billing record' })
  @Refuses('billing_record_not_found')
  @Get(':billing_id')
  async get(@IdParam('billing_id') billingId: string): Promise<RecordDto> {
    return toRecordDto(await this.records.get(billingId));
  }

  /**
   * Refunds a completed record in full, or completes an open one that was settled outside this service (with its
   * transaction id). The status that the record has already is no change; every other change is refused.
   */
  @ApiOperation({ summary: 'Change the status of a billing record' })
  @Refuses('billing_record_not_found', 'invalid_status_transition')
  @Put(':billing_id/status')
  async changeStatus(
    @IdParam('billing_id') billingId: string,
    @Query() change: StatusChangeDto,
    @IdempotencyKey() { key }: RequestKey,
    @CurrentRequest() request: RequestContext,
  ): Promise<StatusChangedDto> {
    const context = callContextOf(request);
    const { record, replayed } = await this.statuses.change(billingId, change, key, context);
    markReplayed(request, replayed);
    return { success: true, message: 'Billing record status updated', billing_record: toRecordDto(record) };
  }
}
