import { ApiProperty } from '@nestjs/swagger';
import type { DependencyStatus } from './health.dto.js';
import { PricesHealthDto, UnsettledDto, UpstreamHealthDto } from './surroundings.dto.js';

export class DatabaseHealthDto {
  @ApiProperty({ enum: ['healthy', 'unhealthy'], example: 'healthy' })
  status: DependencyStatus;

  @ApiProperty({ type: 'number', description: 'How long the answer took, in milliseconds.', example: 1.2 })
  latency_ms: number;

  @ApiProperty({
    required: false,
    description: 'Why it is unhealthy.',
    example: 'timeout of 2000ms exceeded',
  })
  error?: string;

  @ApiProperty({
    required: false,
    type: 'integer',
    description: 'Cells that the accounts are spread over.',
    example: 2,
  })
  cells?: number;

  @ApiProperty({
    required: false,
    enum: ['enforced', 'not_enforced'],
    description:
      'Whether the database itself keeps this service from changing postings and events. It cannot where one login both migrates and serves.',
    example: 'enforced',
  })
  append_only?: 'enforced' | 'not_enforced';
}

export class DetailedDependenciesDto {
  @ApiProperty()
  database: DatabaseHealthDto;
}

export class LaneDto {
  @ApiProperty({ type: 'integer', description: 'The cell whose accounts it serves.', example: 0 })
  cell: number;

  @ApiProperty({ type: 'integer', description: 'Commands that wait for the next batch.', example: 0 })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Commands in the batch that is running.', example: 0 })
  running: number;
}

export class EngineHealthDto {
  @ApiProperty({
    type: 'integer',
    description: 'Most commands that may wait for one lane; past it 503.',
    example: 4096,
  })
  queue_limit: number;

  @ApiProperty({ type: [LaneDto], description: 'Lanes that have had work since the start.' })
  lanes: LaneDto[];
}

/** What the service depends on, asked just now. */
export class DetailedHealthDto {
  @ApiProperty({ enum: ['healthy', 'unhealthy'], example: 'healthy' })
  status: DependencyStatus;

  @ApiProperty({ example: 'billing_service' })
  service: string;

  @ApiProperty({ type: 'integer', example: 8241 })
  port: number;

  @ApiProperty({ example: '1.0.0' })
  version: string;

  @ApiProperty({ type: 'integer', description: 'Seconds since the process started.', example: 86400 })
  uptime_s: number;

  @ApiProperty({ format: 'date-time', example: '2025-10-11T03:09:58.032Z' })
  timestamp: string;

  @ApiProperty()
  dependencies: DetailedDependenciesDto;

  @ApiProperty({ description: 'How much waits and runs in this process.' })
  engine: EngineHealthDto;

  @ApiProperty({
    type: [UpstreamHealthDto],
    description:
      'The services around this one that are configured, as this process sees them. None of them makes it unhealthy: what needs one waits for it.',
  })
  upstreams: UpstreamHealthDto[];

  @ApiProperty({
    type: [UnsettledDto],
    nullable: true,
    description:
      'What waits for an upstream or an operator, over all processes, at most some seconds old; null when the database does not say.',
  })
  unsettled: UnsettledDto[] | null;

  @ApiProperty({
    type: PricesHealthDto,
    nullable: true,
    description: 'The prices of the product service; null where prices are our own.',
  })
  prices: PricesHealthDto | null;
}
