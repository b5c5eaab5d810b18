import type { HealthCheckResult } from '@nestjs/terminus';
import type { DatabaseHealthDto } from './dto/detailed-health.dto.js';

type Indication = HealthCheckResult['details'][string] | undefined;

/** Terminus says up and down; the specification says healthy and unhealthy. */
export function databaseHealthOf(indication: Indication): DatabaseHealthDto {
  const { status, responseTime, message, cells, append_only } = indication ?? { status: 'down' };
  const latency = { latency_ms: Number(responseTime ?? 0) };
  if (status !== 'up') return { status: 'unhealthy', ...latency, error: String(message ?? 'no answer') };
  return {
    status: 'healthy',
    ...latency,
    cells: cells as number,
    append_only: append_only as 'enforced' | 'not_enforced',
  };
}
