import { Controller, Delete, Get, HttpCode, Post, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { CurrentRequest } from '../http/current-request.decorator.js';
import { Refuses } from '../http/docs/refuses.decorator.js';
import type { RequestContext } from '../http/request-context.js';
import { respondCreated } from '../http/response.js';
import { IdParam } from '../http/validation/id-param.decorator.js';
import { AdminTokenGuard } from './admin-token.guard.js';
import { VerificationDto } from './dto/verification.dto.js';
import { toVerificationDto } from './verification.mapper.js';
import { Verifications } from './verifications.service.js';

const ADDRESS = 'api/v1/admin/verify';

@ApiTags('Admin')
@ApiBearerAuth('admin_token')
@UseGuards(AdminTokenGuard)
@Controller(ADDRESS)
export class VerifyController {
  constructor(private readonly verifications: Verifications) {}

  /**
   * Holds the books against each other in the background, in one snapshot and right under load; writes nothing. One
   * verification runs at a time in a process: while one does, it is the answer. There only with `ADMIN_TOKEN`, else 404.
   */
  @ApiOperation({ summary: 'Verify the books' })
  @ApiResponse({ status: 202, type: VerificationDto, description: 'It runs; `Location` says where to ask.' })
  @Refuses('unauthorized', 'route_not_found')
  @Post()
  @HttpCode(202)
  start(@CurrentRequest() request: RequestContext): VerificationDto {
    const job = this.verifications.start();
    respondCreated(request, `/${ADDRESS}/${job.jobId}`);
    return toVerificationDto(job);
  }

  /** How far it is, and what it found. The process that runs it knows it, and remembers the last 16. */
  @ApiOperation({ summary: 'Read a verification' })
  @Refuses('unauthorized', 'route_not_found', 'verification_not_found')
  @Get(':job_id')
  get(@IdParam('job_id') jobId: string): VerificationDto {
    return toVerificationDto(this.verifications.get(jobId));
  }

  /** Ends it if it runs, and answers it as it then is. */
  @ApiOperation({ summary: 'Cancel a verification' })
  @Refuses('unauthorized', 'route_not_found', 'verification_not_found')
  @Delete(':job_id')
  async cancel(@IdParam('job_id') jobId: string): Promise<VerificationDto> {
    return toVerificationDto(await this.verifications.cancel(jobId));
  }
}
