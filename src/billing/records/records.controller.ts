import { Controller, Get, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { DomainError, invalid } from '../../domain/problems/problems.js';
import { CurrentRequest, type RequestContext } from '../../http/current-request.decorator.js';
import { MAX_OFFSET, type PageQuery } from '../../http/paging/page-query.dto.js';
import { IdParam } from '../../http/validation/id-param.decorator.js';
import { AllRecordsQuery, DEFAULT_PAGE_SIZE } from './dto/all-records-query.dto.js';
import { RecordListDto } from './dto/record-list.dto.js';
import { RecordPageDto } from './dto/record-page.dto.js';
import { UserRecordsDto } from './dto/user-records.dto.js';
import { UserRecordsQuery } from './dto/user-records-query.dto.js';
import { criteriaOf, type RecordCriteria, type RecordSlice } from './record-criteria.js';
import { RecordListReadModel } from './record-list.read-model.js';

@ApiTags('Billing')
@Controller('api/v1/billing/records')
export class RecordsController {
  constructor(private readonly lists: RecordListReadModel) {}

  /** Newest usage first. The user is who used it, not who pays; `billing_account_id` filters by payer. */
  @ApiOperation({ summary: 'List the billing records of a user' })
  @Get('user/:user_id')
  async ofUser(
    @IdParam('user_id') userId: string,
    @Query() query: UserRecordsQuery,
    @CurrentRequest() request: RequestContext,
  ): Promise<UserRecordsDto> {
    const criteria = criteriaOf(query, { userId, sessionId: query.session_id, requestId: query.request_id });
    return { user_id: userId, ...(await this.lists.list(criteria, sliceOf(query), request)) };
  }

  /** Records of all users, newest usage first. With `page` or `page_size` the answer has numbered pages. */
  @ApiOperation({ summary: 'List billing records' })
  @ApiExtraModels(RecordListDto, RecordPageDto)
  @ApiOkResponse({
    description: 'One page of records; its shape depends on how pages were asked for.',
    schema: { oneOf: [{ $ref: getSchemaPath(RecordListDto) }, { $ref: getSchemaPath(RecordPageDto) }] },
  })
  @Get()
  async all(
    @Query() query: AllRecordsQuery,
    @CurrentRequest() request: RequestContext,
  ): Promise<RecordListDto | RecordPageDto> {
    const criteria = criteriaOf(query, { userId: query.user_id });
    if (query.page === undefined && query.page_size === undefined) {
      return this.lists.list(criteria, sliceOf(query), request);
    }
    return this.numberedPage(criteria, query.page ?? 1, query.page_size ?? DEFAULT_PAGE_SIZE, request);
  }

  private async numberedPage(
    criteria: RecordCriteria,
    page: number,
    pageSize: number,
    request: RequestContext,
  ): Promise<RecordPageDto> {
    const offset = (page - 1) * pageSize;
    if (offset > MAX_OFFSET) {
      const message = `page must not begin beyond ${MAX_OFFSET} records: go on with limit and cursor`;
      throw new DomainError(invalid({ field: 'page', rule: 'page', message }));
    }
    const { records, total_count } = await this.lists.list(
      criteria,
      { limit: pageSize, offset, after: null },
      request,
    );
    return { records, total: total_count, page, page_size: pageSize };
  }
}

function sliceOf({ limit, offset, cursor }: PageQuery): RecordSlice {
  return { limit, offset, after: cursor ?? null };
}
