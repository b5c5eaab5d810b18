import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Metrics } from '../../observability/metrics/metrics.service.js';
import { CurrentRequest, type RequestContext } from '../current-request.decorator.js';

/** For Prometheus. */
@ApiTags('Service')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @ApiOperation({
    summary: 'Metrics',
    description:
      "This process's figures in Prometheus' text format: engine, HTTP, database, settlement, upstreams, Node. " +
      'Answers whatever is wrong with the rest; a figure that cannot be had is left out. Names and meanings: docs/operations.md.',
  })
  @ApiProduces('text/plain; version=0.0.4')
  @ApiOkResponse({ description: 'One sample a line.', schema: { type: 'string' } })
  async read(@CurrentRequest() { response }: RequestContext): Promise<string> {
    response.setHeader('Content-Type', this.metrics.contentType);
    response.setHeader('Cache-Control', 'no-store');
    return this.metrics.text();
  }
}
