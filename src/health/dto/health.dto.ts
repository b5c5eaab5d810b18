import { ApiProperty } from '@nestjs/swagger';

/** `degraded`: the process lives and the database does not answer or takes no writes. */
export type HealthStatus = 'healthy' | 'degraded';
export type DependencyStatus = 'healthy' | 'unhealthy';

export class DependenciesDto {
  @ApiProperty({
    enum: ['healthy', 'unhealthy'],
    description: 'From a probe at most 5 seconds old.',
    example: 'healthy',
  })
  database: DependencyStatus;
}

/** Whether the process lives, in short. */
export class HealthDto {
  @ApiProperty({ enum: ['healthy', 'degraded'], example: 'healthy' })
  status: HealthStatus;

  @ApiProperty({ example: 'billing_service' })
  service: string;

  @ApiProperty({ type: 'integer', example: 8241 })
  port: number;

  @ApiProperty({ example: '1.0.0' })
  version: string;

  @ApiProperty()
  dependencies: DependenciesDto;
}
