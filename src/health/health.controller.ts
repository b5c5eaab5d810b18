import { Controller, Get, Inject, ServiceUnavailableException } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { HealthCheckService, type HealthCheckResult } from '@nestjs/terminus';
import { APP_CONFIG, type AppConfig } from '../config/app-config.js';
import { Engine } from '../engine/engine.service.js';
import { CurrentRequest, type RequestContext } from '../http/current-request.decorator.js';
import { respondWith } from '../http/response.js';
import { DatabaseIndicator } from './database.indicator.js';
import { DetailedHealthDto } from './dto/detailed-health.dto.js';
import { HealthDto } from './dto/health.dto.js';
import { databaseHealthOf } from './health.mapper.js';
import { pricesHealthOf, unsettledOf, upstreamHealthOf } from './surroundings.mapper.js';
import { Surroundings } from './surroundings.js';

/** Kubernetes' probes: /health for liveness, /health/detailed for readiness. */
@ApiTags('Service')
@Controller()
export class HealthController {
  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly checks: HealthCheckService,
    private readonly database: DatabaseIndicator,
    private readonly engine: Engine,
    private readonly surroundings: Surroundings,
  ) {}

  @Get(['health', 'api/v1/billing/health'])
  @ApiOperation({
    summary: 'Liveness',
    description:
      '200 while the process lives; `degraded` while the database does not answer or takes no writes.',
  })
  @ApiResponse({ status: 200, type: HealthDto })
  async health(): Promise<HealthDto> {
    const { ping } = await this.database.ping();
    const up = ping?.status === 'up';
    return {
      status: up ? 'healthy' : 'degraded',
      ...this.identity(),
      dependencies: { database: up ? 'healthy' : 'unhealthy' },
    };
  }

  @Get('health/detailed')
  @ApiOperation({
    summary: 'Readiness, with details',
    description:
      'Asks what the service depends on: 200 when it can do its work, 503 in the same shape when it cannot. Shows the services around it and what waits for them; these decide nothing.',
  })
  @ApiResponse({ status: 200, type: DetailedHealthDto })
  @ApiResponse({
    status: 503,
    type: DetailedHealthDto,
    description: 'The database does not answer or takes no writes.',
  })
  async detailed(@CurrentRequest() request: RequestContext): Promise<DetailedHealthDto> {
    const [result, unsettled] = await Promise.all([this.check(), this.surroundings.backlog()]);
    const prices = this.surroundings.prices();
    const healthy = result.status === 'ok';
    if (!healthy) respondWith(request, 503);
    return {
      status: healthy ? 'healthy' : 'unhealthy',
      ...this.identity(),
      uptime_s: Math.floor(process.uptime()),
      timestamp: new Date().toISOString(),
      dependencies: { database: databaseHealthOf(result.details.database) },
      engine: { queue_limit: this.config.engine.queueLimit, lanes: this.engine.figures() },
      upstreams: this.surroundings.upstreams().map(upstreamHealthOf),
      unsettled: unsettled === null ? null : unsettled.map(unsettledOf),
      prices: prices === null ? null : pricesHealthOf(prices),
    };
  }

  /** Terminus throws its result when a check fails; here it is an answer like the other. */
  private async check(): Promise<HealthCheckResult> {
    try {
      return await this.checks.check([() => this.database.details()]);
    } catch (error) {
      if (error instanceof ServiceUnavailableException) return error.getResponse() as HealthCheckResult;
      throw error;
    }
  }

  private identity() {
    return { service: 'billing_service', port: this.config.http.port, version: this.config.version };
  }
}
